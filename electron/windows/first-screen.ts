import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { Answer, PageName } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { ok } from '../../shared/result.ts';
import { errorCode, writeFileAtomically } from '../journal/atomic-file.ts';
import { stationKey } from '../journal/station-key.ts';
import type { SafeStorage } from '../journal/safe-storage-keeper.ts';
import { sealerOf, type Sealer } from '../journal/seal.ts';
import { systemStorage } from '../safe-storage.ts';
import { SystemClock } from '../settings/system-clock.ts';

/** Beside the journal, sealed with its key: it holds the names of staff (R62). */
const FILE = 'first-screen.sealed';
/** Bound into the seal, so that no other sealed thing is taken for it. */
const ABOUT = 'child-link/first-screen/1';
/** Older than every snapshot of this start. */
const VERSION = -1;
/** However long the page takes, the station is not kept back longer. */
const MOST_UNTIL_SHOWN_MS = 1500;

interface Kept {
  /** What showed it. */
  readonly origin: string;
  readonly snapshot: StaffPageSnapshot;
}

/**
 * The sign-in screen as it was last shown, so that it stands there while the record is being opened: what is typed
 * meanwhile stays, what is asked is answered once the record is open. There is none while somebody is signed in or a
 * session is under way. Null as well when it cannot be read, or is of another origin: nothing depends on it.
 * @param origin the very build and settings that showed it: others may mean something else, or be wrong
 */
export function rememberedScreen(
  dataFolder: string,
  origin: string,
  safeStorage: SafeStorage = systemStorage,
  clock: Clock = new SystemClock(),
): StaffPageSnapshot | null {
  const file = path.join(dataFolder, FILE);
  try {
    if (!existsSync(file)) return null;
    const key = stationKey(dataFolder, { clock, safeStorage }).obtain();
    const plain = key.ok ? sealerOf(key.value).unseal(ABOUT, readFileSync(file)) : null;
    if (plain === null) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the seal shows that a station wrote it, the origin that it was this one
    const kept = JSON.parse(Buffer.from(plain).toString('utf8')) as Kept;
    if (kept.origin !== origin) return null;
    const { snapshot } = kept;
    return { ...snapshot, version: VERSION, station: { ...snapshot.station, now: clock.now() } };
  } catch (error) {
    if (errorCode(error) === null && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Keeps {@link rememberedScreen} for the next start. */
export class ScreenMemory {
  readonly #file: string;
  readonly #origin: string;
  readonly #sealer: Sealer;
  readonly #report: (code: string, detail: string) => void;
  /** What lies on the disk: null where nothing does, undefined as long as nobody has looked. */
  #kept: string | null | undefined;

  /** @param report is told when the file cannot be written, by code */
  constructor(parts: {
    readonly dataFolder: string;
    readonly origin: string;
    readonly sealer: Sealer;
    readonly report: (code: string, detail: string) => void;
  }) {
    this.#file = path.join(parts.dataFolder, FILE);
    this.#origin = parts.origin;
    this.#sealer = parts.sealer;
    this.#report = parts.report;
  }

  /** Takes what the staff page shows; it is remembered where that is the sign-in screen and no session is under way. */
  follow(snapshot: StaffPageSnapshot, isIdle: boolean): void {
    const isSignIn = isIdle && snapshot.staff.signedIn === null && snapshot.fault === null;
    const next = isSignIn ? JSON.stringify({ origin: this.#origin, snapshot: withoutTime(snapshot) }) : null;
    if (next === this.#kept) return;
    try {
      if (next === null) rmSync(this.#file, { force: true });
      else writeFileAtomically(this.#file, this.#sealer.seal(ABOUT, Buffer.from(next, 'utf8')));
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      // A full or broken disk stops the record, which says so.
      this.#report('first-screen-unwritable', code);
    }
    this.#kept = next;
  }
}

/** What is not true any more at the next start, or is different each time, is left out. */
function withoutTime(snapshot: StaffPageSnapshot): StaffPageSnapshot {
  const { station } = snapshot;
  const sync = {
    ...station.sync,
    state: station.sync.state === 'not-enrolled' ? ('not-enrolled' as const) : ('opening' as const),
    total: 0,
    waiting: 0,
    oldestWaitingAt: null,
    lastReachedAt: null,
    nextTryAt: null,
    receiptAt: null,
    code: null,
  };
  return { ...snapshot, version: VERSION, station: { ...station, sync, now: 0 } };
}

/** What the staff page is answered before the station serves it. */
export class FirstScreen {
  readonly #remembered: StaffPageSnapshot | null;
  readonly #shown = Promise.withResolvers<void>();

  constructor(remembered: StaffPageSnapshot | null) {
    this.#remembered = remembered;
  }

  /** The staff page has its first screen on the display. */
  get shown(): Promise<void> {
    return this.#shown.promise;
  }

  /** Over once the remembered screen is on the display, at once where there is none: nothing is then waited for. */
  async settled(): Promise<void> {
    if (this.#remembered === null) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, MOST_UNTIL_SHOWN_MS);
    await Promise.race([this.shown, late.promise]);
    clearTimeout(timer);
  }

  /** The page says that it is. */
  pageShown(): void {
    this.#shown.resolve();
  }

  /** Answers what can be answered without the record: two calls of the staff page. Null for all else, which waits. */
  answer(page: PageName | null, name: unknown): Answer<StaffPageSnapshot | null> | null {
    if (page !== 'staff') return null;
    if (name === 'snapshot.staff' && this.#remembered !== null) return ok(this.#remembered);
    if (name !== 'page.shown') return null;
    this.pageShown();
    return ok(null);
  }
}
