import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MediaRelay } from './media-relay.ts';

let relay: MediaRelay;
const open: Socket[] = [];

beforeEach(() => {
  relay = new MediaRelay();
});
afterEach(() => {
  relay.close();
  for (const socket of open.splice(0)) socket.close();
});

async function socket(): Promise<Socket> {
  const one = createSocket('udp4');
  open.push(one);
  one.bind(0, '127.0.0.1');
  await once(one, 'listening');
  return one;
}

const candidate = (port: number) => ({
  candidate: { candidate: `candidate:1 1 udp 2122 127.0.0.1 ${port} typ host generation 0`, sdpMid: '0' },
});

/** The port that the relay substitutes for a page's own. */
async function named(port: number): Promise<number> {
  const carried = (await relay.carry(candidate(port), 'site')) as ReturnType<typeof candidate>;
  return Number(/127\.0\.0\.1 (\d+) typ/.exec(carried.candidate.candidate)?.[1]);
}

async function heard(by: Socket): Promise<{ text: string; from: number }> {
  const [packet, sender] = (await once(by, 'message')) as [Buffer, { port: number }];
  return { text: packet.toString(), from: sender.port };
}

describe('MediaRelay', () => {
  it('carries packets both ways, each side seeing only the relay’s ports', async () => {
    const [station, site] = [await socket(), await socket()];
    const stationPort = await named(station.address().port);
    const sitePort = await named(site.address().port);
    station.send('hello', sitePort, '127.0.0.1');
    expect(await heard(site)).toEqual({ text: 'hello', from: stationPort });
    site.send('good day', stationPort, '127.0.0.1');
    expect(await heard(station)).toEqual({ text: 'good day', from: sitePort });
  });

  it('a page that never named its port is answered all the same', async () => {
    const [station, site] = [await socket(), await socket()];
    station.send('hello', await named(site.address().port), '127.0.0.1');
    const { from } = await heard(site);
    site.send('good day', from, '127.0.0.1');
    expect((await heard(station)).text).toBe('good day');
  });

  it('loses the configured share of packets', async () => {
    const [station, site] = [await socket(), await socket()];
    const sitePort = await named(site.address().port);
    const got: string[] = [];
    site.on('message', (packet) => got.push(packet.toString()));
    relay.setLoss(0.25);
    for (let i = 0; i < 100; i += 1) {
      station.send(String(i), sitePort, '127.0.0.1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    relay.setLoss(0);
    station.send('last', sitePort, '127.0.0.1');
    while (got.at(-1) !== 'last') await once(site, 'message');
    expect(got).toHaveLength(76);
  });

  it('lets nothing through while it is cut', async () => {
    const [station, site] = [await socket(), await socket()];
    const sitePort = await named(site.address().port);
    const got: string[] = [];
    site.on('message', (packet) => got.push(packet.toString()));
    station.send('before', sitePort, '127.0.0.1');
    await once(site, 'message');
    relay.setDropping(true);
    const arrived = once(station, 'message');
    station.send('between', sitePort, '127.0.0.1');
    // The relay reads its sockets in order, so everything earlier has been dropped by now.
    station.send('own', station.address().port, '127.0.0.1');
    await arrived;
    await new Promise((resolve) => setTimeout(resolve, 50));
    relay.setDropping(false);
    station.send('after', sitePort, '127.0.0.1');
    while (got.at(-1) !== 'after') await once(site, 'message');
    expect(got).toEqual(['before', 'after']);
  });

  it('candidates that are not of this machine’s UDP do not get through', async () => {
    for (const text of [
      'candidate:1 1 tcp 1518 127.0.0.1 9 typ host tcptype active',
      'candidate:1 1 udp 2122 ::1 5000 typ host',
      'candidate:1 1 udp 2122 10.0.0.1 5000 typ host',
      '',
    ])
      expect(await relay.carry({ candidate: { candidate: text } }, 'station')).toBeUndefined();
  });

  it('takes candidates out of a description and leaves the rest', async () => {
    const sdp = 'v=0\r\na=candidate:1 1 udp 2122 127.0.0.1 5000 typ host\r\na=mid:0\r\n';
    expect(await relay.carry({ description: { type: 'offer', sdp } }, 'station')).toEqual({
      description: { type: 'offer', sdp: 'v=0\r\na=mid:0\r\n' },
    });
  });
});
