import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { rememberable } from '../../shared/ipc/first-screen.ts';
import type { Answer, PageName } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { ok } from '../../shared/result.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import { stationKey } from '../journal/keys/station-key.ts';
import { sealerOf, type Sealer } from '../journal/keys/seal.ts';
import { type SafeStorage, systemStorage } from '../platform/safe-storage.ts';
import { SystemClock } from '../platform/system-clock.ts';

/** Beside the journal, sealed with its key: it holds the names of staff (R62). */
const FILE = 'first-screen.sealed';
/** Bound into the seal, so that no other sealed thing is taken for it. */
const ABOUT = 'child-link/first-screen/1';
/** However long the page takes, the station is not kept back longer. */
const MOST_UNTIL_SHOWN_MS = 1500;

/** The sign-in screen of a start before this one. */
export interface RememberedScreen {
  readonly snapshot: StaffPageSnapshot;
  /** The page as it was drawn from the snapshot, without a time. */
  readonly html: string;
}

interface Kept extends RememberedScreen {
  /** What showed it. */
  readonly origin: string;
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
): RememberedScreen | null {
  const file = path.join(dataFolder, FILE);
  try {
    if (!existsSync(file)) return null;
    const key = stationKey(dataFolder, { clock, safeStorage }).obtain();
    const plain = key.ok ? sealerOf(key.value).unseal(ABOUT, readFileSync(file)) : null;
    if (plain === null) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the seal shows that a station wrote it, the origin that it was this one
    const kept = JSON.parse(Buffer.from(plain).toString('utf8')) as Kept;
    if (kept.origin !== origin) return null;
    const { station } = kept.snapshot;
    const snapshot = { ...kept.snapshot, station: { ...station, now: clock.now() } };
    return { snapshot, html: kept.html };
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
  /** Nothing lies on the disk. */
  #isGone = false;

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

  /** Takes what the staff page shows: as soon as that is anything but an idle sign-in screen, what is kept goes. */
  follow(snapshot: StaffPageSnapshot, isIdle: boolean): void {
    if (this.#isGone || (isIdle && rememberable(snapshot) !== null)) return;
    this.#isGone = true;
    this.#write(() => rmSync(this.#file, { force: true }));
  }

  /**
   * Takes a sign-in screen as the page drew it.
   * @param drawn its HTML, and as JSON the snapshot that it shows
   * @param shown what the station shows now: where that is something else by now, the page comes again
   */
  keep(
    drawn: { readonly screen: string; readonly html: string },
    shown: StaffPageSnapshot,
    isIdle: boolean,
  ): void {
    const snapshot = isIdle ? rememberable(shown) : null;
    if (snapshot === null || JSON.stringify(snapshot) !== drawn.screen) return;
    const kept: Kept = { origin: this.#origin, snapshot, html: drawn.html };
    const sealed = this.#sealer.seal(ABOUT, Buffer.from(JSON.stringify(kept), 'utf8'));
    this.#isGone = false;
    this.#write(() => writeFileAtomically(this.#file, sealed));
  }

  #write(action: () => void): void {
    try {
      action();
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      // A full or broken disk stops the record, which says so.
      this.#report('first-screen-unwritable', code);
    }
  }
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
