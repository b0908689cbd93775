import { describe, expect, it } from 'vitest';
import { countInputs } from './page/inputs.ts';
import { Room } from './room.ts';
import type { ServerMessage, Side } from './signalling.ts';

function join(room: Room, side: Side, lobby?: boolean) {
  const heard: ServerMessage[] = [];
  const page = {
    heard,
    closed: false,
    send: (message: ServerMessage) => heard.push(message),
    close: () => (page.closed = true),
  };
  room.receive(page, JSON.stringify({ type: 'join', side, lobby }));
  return page;
}

describe('Room', () => {
  it('tells the first to arrive that they are alone', () => {
    expect(join(new Room(), 'station').heard).toEqual([{ type: 'alone' }]);
  });

  it('once both are here the station offers and the site answers, in the same call', () => {
    const room = new Room();
    const station = join(room, 'station');
    const site = join(room, 'site');
    expect(station.heard.at(-1)).toEqual({ type: 'start', call: 2, role: 'offer' });
    expect(site.heard.at(-1)).toEqual({ type: 'start', call: 2, role: 'answer' });
  });

  it('carries signals to the other side only, and none of an earlier call', () => {
    const room = new Room();
    const station = join(room, 'station');
    const site = join(room, 'site');
    room.receive(station, JSON.stringify({ type: 'signal', call: 1, data: 'old' }));
    room.receive(station, JSON.stringify({ type: 'signal', call: 2, data: 'new' }));
    expect(site.heard.filter((message) => message.type === 'signal')).toEqual([
      { type: 'signal', call: 2, data: 'new' },
    ]);
    expect(station.heard.some((message) => message.type === 'signal')).toBe(false);
  });

  it('a page that comes again takes the place of its former self', () => {
    const room = new Room();
    const first = join(room, 'station');
    join(room, 'site');
    const second = join(room, 'station');
    expect(first.closed).toBe(true);
    expect(first.heard.at(-1)).toEqual({ type: 'replaced' });
    expect(second.heard.at(-1)).toMatchObject({ type: 'start', role: 'offer' });
    room.leave(first);
    expect(room.has('station')).toBe(true);
  });

  it('the site leaves and returns: the station is alone meanwhile', () => {
    const room = new Room();
    const station = join(room, 'station');
    join(room, 'site');
    room.setSiteAway(true);
    expect(station.heard.at(-1)).toEqual({ type: 'alone' });
    expect(room.has('site')).toBe(false);
    room.setSiteAway(false);
    expect(station.heard.at(-1)).toMatchObject({ type: 'start', role: 'offer' });
  });

  it('a restart begins a new call, a late one does not', () => {
    const room = new Room();
    const station = join(room, 'station');
    join(room, 'site');
    room.receive(station, JSON.stringify({ type: 'restart', call: 2 }));
    expect(station.heard.at(-1)).toMatchObject({ type: 'start', call: 3 });
    room.receive(station, JSON.stringify({ type: 'restart', call: 2 }));
    expect(station.heard.at(-1)).toMatchObject({ type: 'start', call: 3 });
  });

  it('an ended meeting tells both, and anyone who comes later', () => {
    const room = new Room();
    const station = join(room, 'station');
    room.end();
    expect(station.heard.at(-1)).toEqual({ type: 'ended' });
    expect(join(room, 'site').heard).toEqual([{ type: 'ended' }]);
  });

  it('a guest in the lobby waits until the host lets them in', () => {
    const room = new Room();
    const site = join(room, 'site');
    const station = join(room, 'station', true);
    expect(station.heard).toEqual([{ type: 'lobby' }]);
    expect([room.has('station'), room.isWaiting('station')]).toEqual([false, true]);
    room.admit();
    expect(site.heard.at(-1)).toMatchObject({ type: 'start', role: 'answer' });
    expect(room.isWaiting('station')).toBe(false);
  });

  it('tells a removed guest so, and the other side is alone', () => {
    const room = new Room();
    const station = join(room, 'station');
    const site = join(room, 'site');
    room.remove('station');
    expect(station.heard.at(-1)).toEqual({ type: 'removed' });
    expect(station.closed).toBe(true);
    expect(site.heard.at(-1)).toEqual({ type: 'alone' });
  });

  it('a signal may be changed on its way, or held back', () => {
    const room = new Room(undefined, (data, from) =>
      data === 'hold' ? undefined : `${from} said ${String(data)}`,
    );
    const station = join(room, 'station');
    const site = join(room, 'site');
    for (const data of ['hold', 'go'])
      room.receive(station, JSON.stringify({ type: 'signal', call: 2, data }));
    expect(site.heard.filter((message) => message.type === 'signal')).toEqual([
      { type: 'signal', call: 2, data: 'station said go' },
    ]);
  });

  it.each([
    '',
    'x',
    '[]',
    '{"type":"join","side":"host"}',
    '{"type":"join","side":"site","name":"x"}',
    '{"type":"steer"}',
  ])('hangs up on %j', (text) => {
    const page = { closed: false, send: () => undefined, close: () => (page.closed = true) };
    new Room().receive(page, text);
    expect(page.closed).toBe(true);
  });

  it('asks the station what input it received', async () => {
    const room = new Room();
    const station = join(room, 'station');
    const counts = room.countInputs();
    expect(station.heard.at(-1)).toEqual({ type: 'count-inputs' });
    room.receive(
      station,
      JSON.stringify({ type: 'inputs', counts: { ...countInputs(new EventTarget()), click: 3 } }),
    );
    expect(await counts).toMatchObject({ click: 3 });
  });

  it('knows of no input when there is no station', async () => {
    expect(await new Room().countInputs()).toBeNull();
  });
});
