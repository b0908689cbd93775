import { describe, expect, it } from 'vitest';
import { handedDescriptors, NO_STORE, serviceStore } from './service-store.ts';

const HANDED = { LISTEN_PID: '4711', LISTEN_FDS: '2', LISTEN_FDNAMES: 'event3:event12' };

describe('what the service manager kept for this start', () => {
  it('is known by the name of its node', () => {
    expect([...handedDescriptors(HANDED, 4711)]).toEqual([
      ['event3', 3],
      ['event12', 4],
    ]);
  });

  it.each([
    ['another process', HANDED, 4712],
    ['a process of no service', {}, 4711],
    ['a service for which nothing was kept', { ...HANDED, LISTEN_FDS: '0', LISTEN_FDNAMES: '' }, 4711],
    ['a count that is none', { ...HANDED, LISTEN_FDS: 'two' }, 4711],
  ])('is nothing for %s', (_who, environment, pid) => {
    expect(handedDescriptors(environment, pid).size).toBe(0);
  });
});

describe('where there is no service manager', () => {
  it.each([{}, { NOTIFY_SOCKET: '' }])('nothing is kept, and nothing reported', (environment) => {
    const faults: string[] = [];
    const store = serviceStore(environment, (code) => faults.push(code));
    store.keep('event3', 0);
    store.drop('event3');
    expect(store).toBe(NO_STORE);
    expect(faults).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('one that does not listen is reported for each device', () => {
    const faults: string[] = [];
    const nobody = '/nonexistent/notify';
    const before = process.env['NOTIFY_SOCKET'];
    process.env['NOTIFY_SOCKET'] = nobody;
    try {
      serviceStore({ NOTIFY_SOCKET: nobody }, (code) => faults.push(code)).keep('event3', 0);
    } finally {
      if (before === undefined) delete process.env['NOTIFY_SOCKET'];
      else process.env['NOTIFY_SOCKET'] = before;
    }
    expect(faults).toEqual(['lock-not-stored']);
  });
});
