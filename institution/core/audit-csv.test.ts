import { parse } from 'csv-parse/sync';
import { beforeEach, expect, it } from 'vitest';
import { auditExport } from '../api/made-exports.ts';
import { auditHash, firstBrokenEntry } from './audit.ts';
import { createBookings } from './bookings.ts';
import { createBed, sampleBooking, type Bed } from './institution.fixture.ts';
import { createInstitution } from './institution.ts';
import { createStaff } from './staff.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await createBed();
  await createStaff(bed.context).add('id-1', {
    name: '=Example, Hazel',
    roles: ['head'],
    validUntil: '9999-12-31T23:59:59.999Z',
  });
  for (let day = 10; day < 40; day += 1) {
    const startsAt = `2027-01-${String(day % 30 || 1).padStart(2, '0')}T18:30:00.000Z`;
    await createBookings(bed.context).book(
      'id-1',
      sampleBooking({ startsAt, endsAt: startsAt.replace('18:30', '19:30') }),
    );
  }
});

async function exported(language: 'en' | 'fr') {
  const audit = await createInstitution(bed.context).wholeAudit();
  const [file] = auditExport(audit, { language, zone: 'America/Toronto' }).files;
  return Buffer.from(file?.content ?? []).toString('utf8');
}

it.each([
  ['en', ',', 'Visit booked'],
  ['fr', ';', 'Visite réservée'],
] as const)(
  'The audit in %s says who did what, and is verified from the file alone',
  async (language, delimiter, act) => {
    const rows: readonly Record<string, string>[] = parse(await exported(language), {
      bom: true,
      columns: true,
      delimiter,
    });
    expect(rows.length).toBeGreaterThan(20);
    const hash = (cell = '') => cell.replace(/^sha256:/u, '');
    const entries = rows.map(
      ({ seq, at = '', actor = '', action = '', subject = '', detail = '', prev, hash: own }) => ({
        ...{
          seq: Number(seq),
          at,
          actor,
          action,
          subject,
          detail: JSON.parse(detail),
          prev: hash(prev),
          hash: hash(own),
        },
      }),
    );
    expect(firstBrokenEntry(entries)).toBeNull();
    const [first] = entries;
    expect(first !== undefined && auditHash(first)).toBe(first?.hash);
    expect(
      firstBrokenEntry(entries.map((entry, index) => (index === 5 ? { ...entry, actor: 'x' } : entry))),
    ).toBe(6);
    const [who, what] = Object.values(rows[1] ?? {});
    expect([who, what]).toEqual(["'=Example, Hazel", act]);
  },
);
