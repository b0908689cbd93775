import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeName } from '../../shared/session/entries.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { StationDriver } from '../practice/station-driver.ts';
import type { Stage } from '../practice/stage.ts';
import {
  bringToChecked,
  bringToConnecting,
  bringToNoticed,
  bringToOpened,
  CONFIRMED,
  confirmConnection,
  leave,
  newStage,
  PIN,
} from './journey.ts';

/**
 * R13, R15 on the real station: the cells that matter most of the table that `shared/session/changes.test.ts` proves
 * whole. One station, one visit; the institution changes something, the station says so, and the step is refused.
 */

type Row = { readonly [key: string]: Json };
interface Cell {
  readonly change: ChangeName;
  /** What connecting, confirming and leaving are refused with. */
  readonly refused: string;
  readonly feed: 'schedule' | 'sites' | 'staff' | 'settings';
  /** The feed's row afterwards; undefined removes it. */
  readonly to: (row: Row) => Row | undefined;
}

const PEOPLE_WITHDRAWN = (row: Row): Row => ({
  ...row,
  participants: (row['participants'] as readonly Row[]).map((one) => ({ ...one, approvedVisitor: false })),
});
const later = (instant: Json | undefined): string =>
  new Date(Date.parse(instant as string) + 15 * 60_000).toISOString();

const CELLS: readonly Cell[] = [
  {
    change: 'site-withdrawn',
    refused: 'site-withdrawn',
    feed: 'sites',
    to: (row) => ({ ...row, authorized: false }),
  },
  {
    change: 'contact-restricted',
    refused: 'contact-restricted',
    feed: 'schedule',
    to: (row) => ({ ...row, contactRestricted: true }),
  },
  {
    change: 'booking-cancelled',
    refused: 'booking-cancelled',
    feed: 'schedule',
    to: (row) => ({ ...row, status: 'cancelled' }),
  },
  {
    change: 'visits-suspended',
    refused: 'visits-suspended',
    feed: 'settings',
    to: () => ({ suspended: true }),
  },
  {
    change: 'time-moved',
    refused: 'booking-changed',
    feed: 'schedule',
    to: (row) => ({ ...row, startsAt: later(row['startsAt']), endsAt: later(row['endsAt']) }),
  },
  {
    change: 'link-changed',
    refused: 'booking-changed',
    feed: 'schedule',
    to: (row) => ({
      ...row,
      meeting: { ...(row['meeting'] as Row), url: `${(row['meeting'] as { url: string }).url}-other` },
    }),
  },
  { change: 'approval-withdrawn', refused: 'booking-changed', feed: 'schedule', to: PEOPLE_WITHDRAWN },
  {
    change: 'site-changed',
    refused: 'booking-changed',
    feed: 'schedule',
    to: (row) => ({ ...row, site: 'site-halifax' }),
  },
  {
    change: 'reference-missing',
    refused: 'reference-missing',
    feed: 'schedule',
    to: (row) => ({ ...row, reference: null }),
  },
  { change: 'staff-removed', refused: 'staff-removed', feed: 'staff', to: () => undefined },
];
const cells = (...names: readonly ChangeName[]): readonly Cell[] =>
  CELLS.filter(({ change }) => names.includes(change));

let stage: Stage;
let driver: StationDriver;
/** The keys of the rows of the visit: its booking, its site, its facilitator, the suspension. */
let keys: Readonly<Record<Cell['feed'], string>>;

beforeAll(async () => {
  stage = await newStage();
  // A visit of a child in a kind with a reference, so that every change can happen to it.
  const [[id, row] = ['', null]] = [...((await stage.institution?.feedRows('schedule')) ?? [])];
  await stage.institution?.setFeedRow('schedule', id, {
    ...(row as Row),
    kind: 'correctional-plan',
    reference: 'CP-2026-0000',
  });
  driver = await StationDriver.launch(stage);
  await bringToOpened(driver, 'correctional-plan');
  const { session } = await driver.snapshot();
  const booking = session?.session.booking;
  keys = {
    schedule: booking?.id ?? '',
    sites: booking?.site ?? '',
    staff: 'staff-01',
    settings: 'visits-suspended',
  };
});
afterAll(async () => {
  await driver.kill();
  await stage.close();
});

const rowOf = async (cell: Cell): Promise<Row | undefined> =>
  (await stage.institution?.feedRows(cell.feed))?.get(keys[cell.feed]) as Row | undefined;

async function put(feed: Cell['feed'], row: Row | undefined): Promise<void> {
  const rows = new Map(await stage.institution?.feedRows(feed));
  if (row === undefined) rows.delete(keys[feed]);
  else rows.set(keys[feed], row);
  await stage.institution?.replaceFeed(feed, rows);
}

/** Changes the row; returns what puts it back. */
async function happen(cell: Cell): Promise<() => Promise<void>> {
  const before = await rowOf(cell);
  await put(cell.feed, cell.to(before ?? {}));
  return () => put(cell.feed, before);
}

const names = (snapshot: Awaited<ReturnType<StationDriver['snapshot']>>): readonly string[] =>
  snapshot.session?.changes.map(({ name }) => name) ?? [];

const leaving = () => driver.call('session.leave', null);
const refusedWith = ({ refused }: Cell) => ({ ok: false, refusal: { code: refused } });

/** Shown at once, and gone again with what caused it; returns what was found meanwhile. */
async function whileChanged<T>(cell: Cell, find: () => Promise<T>): Promise<T> {
  const putBack = await happen(cell);
  await driver.until(cell.change, (seen) => names(seen).includes(cell.change));
  await driver.see('changes');
  const found = await find();
  await putBack();
  await driver.until('what was', (seen) => names(seen).length === 0);
  return found;
}

describe('R13, R15: before the notice', () => {
  const shown = async () => names(await driver.snapshot());

  it.each(cells('site-withdrawn'))('opened: $change is shown, and gone when it is put back', async (cell) => {
    expect(await whileChanged(cell, shown)).toEqual([cell.change]);
  });

  it.each(cells('booking-cancelled'))(
    'checked: $change is shown, and gone when it is put back',
    async (cell) => {
      await bringToChecked(driver);
      expect(await whileChanged(cell, shown)).toEqual([cell.change]);
    },
  );
});

describe('R13, R15: after the notice', () => {
  beforeAll(() => bringToNoticed(driver));

  it.each(cells('contact-restricted', 'site-changed', 'staff-removed'))(
    '$change is shown at once, and no meeting is opened',
    async (cell) => {
      const connect = () => driver.call('session.connect', null);
      expect(await whileChanged(cell, connect)).toMatchObject(refusedWith(cell));
      expect(driver.meetingPage()).toBeNull();
    },
  );
});

describe('R13, R15: connecting', () => {
  beforeAll(() => bringToConnecting(driver));

  it.each(cells('visits-suspended', 'reference-missing', 'approval-withdrawn'))(
    '$change is shown at once, and nothing is confirmed',
    async (cell) => {
      const confirm = () => driver.call('session.confirm-connection', CONFIRMED);
      expect(await whileChanged(cell, confirm)).toMatchObject(refusedWith(cell));
      // A stop closes the meeting; what lifts it opens it again.
      await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
    },
  );
});

describe('R13, R15: connected', () => {
  beforeAll(() => confirmConnection(driver));

  it.each(CELLS)('$change is shown at once, and nobody leaves', async (cell) => {
    expect(await whileChanged(cell, leaving)).toMatchObject(refusedWith(cell));
  });
});

describe('R13, R15: under way, supervised', () => {
  beforeAll(() => driver.untilOk('staying', () => driver.call('session.stay', null)));

  it.each(CELLS)('$change is shown at once, and nobody leaves', async (cell) => {
    expect(await whileChanged(cell, leaving)).toMatchObject(refusedWith(cell));
  });
});

describe('R13, R15, R45: suspended', () => {
  it.each(cells('contact-restricted'))('$change keeps the visit from being resumed', async (cell) => {
    await driver.untilOk('the suspension', () => driver.call('session.suspend', null));
    const resume = () => driver.call('session.unsuspend', { authority: 'Institutional Head' });
    expect(await whileChanged(cell, resume)).toMatchObject(refusedWith(cell));
    await driver.untilOk('the visit', resume);
    await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
    await confirmConnection(driver);
  });
});

describe('R13, R15, R33: under way, locked', () => {
  it('a restriction calls staff, and the lock stays', async () => {
    await leave(driver);
    for (const cell of cells('contact-restricted')) await happen(cell);
    await driver.untilVisit('the call for staff', (seen) =>
      seen.messages.some(({ code }) => code === 'staff-called'),
    );
    expect((await driver.snapshot()).lock.state).toBe('locked');
  });

  it('what changes while the station is down is there after the restart, behind the lock', async () => {
    await driver.kill();
    for (const cell of cells('site-withdrawn', 'visits-suspended')) await happen(cell);
    driver = await StationDriver.launch(stage);
    await driver.untilVisit('the locked screen', (seen) => seen.mode === 'locked');
    const { lock } = await driver.until('the lock', (seen) => seen.lock.state === 'locked');
    await driver.typeIntoLock(PIN, lock.kind);
    const back = await driver.until('all that changed', (seen) => names(seen).length === 3);
    expect(names(back).toSorted()).toEqual(['contact-restricted', 'site-withdrawn', 'visits-suspended']);
    const refused = await driver.call('session.leave', null);
    expect(refused).toMatchObject({ ok: false });
  });
});
