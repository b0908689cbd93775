import { expect, it } from 'vitest';
import { createDirectives, type Order } from './directives.ts';
import { createBed, DAY_MS, NOW } from './institution.fixture.ts';

const ORDER: Order = {
  action: 'suspend',
  session: null,
  authority: 'Institutional Head',
  reason: { code: 'count', text: 'Exercise' },
  validMinutes: 60,
};

it('issues an order that expires, announces it and records it without its text', async () => {
  const bed = await createBed();
  const directives = createDirectives(bed.context);
  expect(await directives.issue('staff-rowan', ORDER)).toMatchObject({ ok: true });
  expect(await directives.list()).toMatchObject([
    { action: 'suspend', issuedAt: '2026-11-29T15:00:00.000Z', expiresAt: '2026-11-29T16:00:00.000Z' },
  ]);
  expect(bed.announced).toEqual(['directives']);
  expect(await bed.store.read((reader) => reader.lastAuditEntry())).toMatchObject({
    action: 'directive.issued',
    detail: { action: 'suspend', session: null, reason: 'count' },
  });
});

it('refuses an order that a station would refuse for its length', async () => {
  const directives = createDirectives((await createBed()).context);
  const long = { ...ORDER, validMinutes: 25 * 60 };
  expect(await directives.issue('staff-rowan', long)).toMatchObject({
    refusal: { code: 'directive-too-long' },
  });
  expect(await directives.issue('staff-rowan', { ...long, action: 'cancel' })).toMatchObject({ ok: true });
});

it('removes what has expired', async () => {
  const bed = await createBed();
  const directives = createDirectives(bed.context);
  await directives.issue('staff-rowan', ORDER);
  bed.setNow(NOW + DAY_MS);
  await directives.issue('staff-rowan', ORDER);
  expect(await directives.list()).toHaveLength(1);
});
