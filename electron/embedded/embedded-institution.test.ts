import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOW, sampleBooking } from '../../institution/core/institution.fixture.ts';
import type { SetUpForm } from '../../institution/core/set-up-form.ts';
import { readSiteList } from '../../institution/core/site-list.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import type { Journal } from '../journal/journal.ts';
import { opened, type Tally, temporaryFolder } from '../journal/journal.fixture.ts';
import { pinFits } from '../staff/pin.ts';
import { type FeedStore, openFeeds } from '../sync/feeds.ts';
import { type EmbeddedInstitution, openEmbeddedInstitution } from './embedded-institution.ts';
import { makeSetupCode } from './setup-code.ts';

const NOBODY = { id: '', roles: [] };
const PIN = '482913';
const FORM: SetUpForm = {
  institution: {
    name: { en: 'Sample Institution for Women', fr: 'Établissement Échantillon pour femmes' },
    province: 'ON',
    zone: 'America/Toronto',
    firstLanguage: 'en',
  },
  location: { en: 'Visiting room 2', fr: 'Salle de visite 2' },
  person: 'Example, Hazel',
};

let folder: ReturnType<typeof temporaryFolder>;
let journal: Journal<Tally>;
let feeds: FeedStore;
let embedded: EmbeddedInstitution;
let now: number;
let changes: number;

async function open(): Promise<void> {
  journal = opened(folder.path);
  feeds = openFeeds(journal.ledger);
  embedded = await openEmbeddedInstitution({
    dataFolder: folder.path,
    nativeBinding: undefined,
    sealer: journal.ledger.sealer,
    hosts: { sites: ['visits-visites.webex.com'], practiceOrigins: [] },
    clock: { now: () => now, monotonicMs: () => now, status: () => 'unsynced' },
    timers: { after: () => () => undefined, every: () => () => undefined },
    keyStore: fileKeyStore(join(folder.path, 'journal.key')),
    journalFile: () => journal.ledger.connection,
    readSiteList: (file) => Promise.resolve(readSiteList(file)),
    settings: { copyFolder: null },
    onChange: () => (changes += 1),
    report: (code, detail) => {
      throw new Error(`${code} ${detail}`);
    },
  });
  embedded.connect(feeds);
}

beforeEach(async () => {
  folder = temporaryFolder();
  now = NOW;
  changes = 0;
  await open();
});
afterEach(() => {
  embedded.close();
  journal.close();
  folder.remove();
});

const setUp = (code: string, form = FORM) =>
  embedded.call(NOBODY, 'institution.set-up', { code, pin: PIN, form });

describe('R64: the first start of a station without a server', () => {
  it('makes the institution and its first person with the code of the setup command, once', async () => {
    expect(embedded.enrolment()).toBeNull();
    const code = makeSetupCode(folder.path);
    expect(await setUp(code.toLowerCase())).toEqual({ ok: true, value: {} });
    expect(changes).toBe(1);
    expect(embedded.enrolment()).toMatchObject({
      institution: FORM.institution,
      location: { en: 'Visiting room 2', fr: 'Salle de visite 2' },
    });
    await expect.poll(() => feeds.staff()).toMatchObject([{ name: 'Example, Hazel', roles: ['head', 'it'] }]);
    const [person] = feeds.staff();
    expect(person !== undefined && (await pinFits(PIN, person.verifier))).toBe(true);
    expect(await setUp(code)).toMatchObject({ refusal: { code: 'set-up-already' } });
  });

  it('is still there after a restart, and so are staff and bookings', async () => {
    await setUp(makeSetupCode(folder.path));
    await expect.poll(() => feeds.staff().length).toBe(1);
    const before = embedded.enrolment();
    embedded.close();
    journal.close();
    await open();
    expect(embedded.enrolment()).toEqual(before);
    expect(feeds.staff()).toHaveLength(1);
    expect(await setUp('anything')).toMatchObject({ refusal: { code: 'set-up-already' } });
  });

  it('refuses a wrong, used or replaced code, and leaves nothing behind', async () => {
    expect(await setUp('ABCD-EFGH-JKLM-NPQR')).toMatchObject({ refusal: { code: 'setup-code-refused' } });
    const first = makeSetupCode(folder.path);
    makeSetupCode(folder.path);
    expect(await setUp(first)).toMatchObject({ refusal: { code: 'setup-code-refused' } });
    expect(embedded.enrolment()).toBeNull();
    expect(changes).toBe(0);
  });

  it('keeps its code after a refused set-up, and refuses a clock before this program was made', async () => {
    const code = makeSetupCode(folder.path);
    const nowhere = { ...FORM, institution: { ...FORM.institution, zone: 'America/Nowhere' } };
    expect(await setUp(code, nowhere)).toMatchObject({ refusal: { code: 'zone-unknown' } });
    now = 0;
    expect(await setUp(code)).toMatchObject({ refusal: { code: 'clock-wrong' } });
    now = NOW;
    expect(await setUp(code)).toMatchObject({ ok: true });
    expect(existsSync(join(folder.path, 'setup-code.json'))).toBe(false);
  });

  it('answers no other call before', async () => {
    for (const [name, input, role] of [
      ['staff.list', {}, 'it'],
      ['sites.list', {}, 'head'],
      ['schedule.book', { booking: sampleBooking() }, 'scheduler'],
      ['staff.set-pin', { code: 'X', pin: PIN }, ''],
    ] as const) {
      expect(await embedded.call({ id: 'x', roles: [role] }, name, input)).toMatchObject({
        refusal: { code: 'not-set-up' },
      });
    }
  });

  it('keeps no name, PIN or key readable on the disk', async () => {
    const code = makeSetupCode(folder.path);
    await setUp(code);
    for (const name of readdirSync(folder.path)) {
      const content = readFileSync(join(folder.path, name), 'latin1');
      for (const secret of ['Hazel', 'Visiting room', PIN, code, code.replaceAll('-', '')])
        expect(content, name).not.toContain(secret);
    }
  });
});
