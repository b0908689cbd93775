import { describe, expect, it } from 'vitest';
import type { StationBridge } from '../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../shared/ipc/snapshot.ts';
import { ok, refuse } from '../shared/result.ts';
import { sampleStaff } from '../test/gallery/page/samples.ts';
import { openPageStore } from './store.ts';

/** A bridge whose answers the test supplies one by one. */
function bridgeOf(answers: { first?: Promise<unknown>; call?: () => Promise<unknown> }) {
  let listener: (snapshot: StaffPageSnapshot) => void = () => undefined;
  let listening = true;
  const bridge = {
    call: (name: string) => (name === 'snapshot.staff' ? answers.first : answers.call?.()),
    listen: (heard: typeof listener) => {
      listener = heard;
      return () => {
        listening = false;
      };
    },
  } as unknown as StationBridge<'staff'>;
  const opened = openPageStore(bridge, () => bridge.call('snapshot.staff', null));
  return {
    opened,
    push: (version: number) => listener(sampleStaff({ version })),
    isListening: () => listening,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the bridge between a page and the station', () => {
  it('keeps the newer of a push and a late first answer', async () => {
    const { opened, push } = bridgeOf({ first: Promise.resolve(ok(sampleStaff({ version: 3 }))) });
    push(5);
    await settled();
    expect(opened.store.getState().snapshot?.version).toBe(5);
    push(4);
    expect(opened.store.getState().snapshot?.version).toBe(5);
  });

  it('keeps a refusal with the call that it answers, until a call succeeds', async () => {
    const answers = {
      first: Promise.resolve(ok(sampleStaff())),
      call: () => Promise.resolve<unknown>(refuse({ code: 'wrong-phase', values: {} })),
    };
    const { opened } = bridgeOf(answers);
    await opened.call('session.connect', null);
    expect(opened.store.getState().refusal).toEqual({
      code: 'wrong-phase',
      values: {},
      call: 'session.connect',
    });
    answers.call = () => Promise.resolve(ok(null));
    await opened.call('session.connect', null);
    expect(opened.store.getState()).toMatchObject({ refusal: null, busy: null });
  });

  it('says that the station did not answer when the channel fails, and forgets it once it answers', async () => {
    const answers = {
      first: Promise.resolve(ok(sampleStaff())),
      call: () => Promise.reject<unknown>(new Error('gone')),
    };
    const { opened } = bridgeOf(answers);
    expect(await opened.call('session.stay', null)).toBeNull();
    expect(opened.store.getState().broken).toBe(true);
    answers.call = () => Promise.resolve(ok(null));
    await opened.call('session.stay', null);
    expect(opened.store.getState().broken).toBe(false);
  });

  it('leaves no trace of what the page tells by itself', async () => {
    const { opened } = bridgeOf({
      first: Promise.resolve(ok(sampleStaff())),
      call: () => Promise.resolve(refuse({ code: 'wrong-phase', values: {} })),
    });
    opened.send('meeting.place', null);
    await settled();
    expect(opened.store.getState()).toMatchObject({ refusal: null, busy: null, broken: false });
  });

  it('keeps what was typed when a new snapshot comes, and clears it by form', async () => {
    const { opened, push } = bridgeOf({ first: Promise.resolve(ok(sampleStaff())) });
    opened.setDraft('end:one', { reason: 'typed' });
    opened.setDraft('open:two', { reason: 'typed' });
    push(9);
    expect(Object.keys(opened.store.getState().drafts)).toEqual(['end:one', 'open:two']);
    opened.clearDrafts('end:');
    expect(Object.keys(opened.store.getState().drafts)).toEqual(['open:two']);
  });

  it('takes back what was typed before a reload, and lets what is typed since count more', async () => {
    const { opened } = bridgeOf({ first: Promise.resolve(ok(sampleStaff())) });
    opened.setDraft('end:one', { reason: 'typed since' });
    opened.restoreDrafts({ 'end:one': '{"reason":"before"}', 'open:two': '{"reason":"before"}' });
    expect(opened.store.getState().drafts).toEqual({
      'end:one': { reason: 'typed since' },
      'open:two': { reason: 'before' },
    });
  });

  it('stops listening when it is closed', () => {
    const { opened, isListening } = bridgeOf({ first: Promise.resolve(ok(sampleStaff())) });
    opened.close();
    expect(isListening()).toBe(false);
  });
});
