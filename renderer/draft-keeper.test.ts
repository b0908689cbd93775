import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ok } from '../shared/result.ts';
import { draftKeeper } from './draft-keeper.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('collects what is typed, sends the latest, and starts over', async () => {
  const sent: unknown[] = [];
  const keep = draftKeeper({
    call: ((name: string, payload: unknown) => {
      sent.push([name, payload]);
      return Promise.resolve(ok(null));
    }) as Parameters<typeof draftKeeper>[0]['call'],
  });
  keep('walk-up', { inmateName: 'M' });
  keep('walk-up', { inmateName: 'Maple' });
  keep('end:one', { reason: 'typed' });
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  keep('end:one', null);
  await vi.advanceTimersByTimeAsync(400);
  expect(sent).toEqual([
    ['drafts.keep', { changes: { 'walk-up': '{"inmateName":"Maple"}', 'end:one': '{"reason":"typed"}' } }],
    ['drafts.keep', { changes: { 'end:one': null } }],
  ]);
});

it('goes on typing when the station does not answer', async () => {
  const keep = draftKeeper({
    call: () => Promise.reject(new Error('gone')),
  });
  keep('walk-up', { inmateName: 'M' });
  await expect(vi.advanceTimersByTimeAsync(400)).resolves.toBeDefined();
});
