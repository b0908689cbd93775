import { V7Generator } from 'uuidv7';
import { randomUint32 } from '../../shared/sync/random.ts';
import { z } from 'zod';
import { type Clock, toInstant } from '../../shared/clock.ts';
import {
  chainId,
  type EntryText,
  MAX_ENTRY_BYTES,
  prevOf,
  signGenesis,
  textBytes,
  writeEntry,
} from '../../shared/sync/chain.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import {
  type Genesis,
  type GenesisReason,
  type Head,
  Header,
  type WireEntry,
} from '../../shared/sync/wire.ts';
import { CARRY_RESERVE_BYTES } from './copy-to-chain.ts';
import type { ChainRecord } from './sqlite/chain-table.ts';
import type { LedgerDraft } from './chain-view.ts';
import { EntryRejected } from './sqlite/faults.ts';
import type { LastKnown } from './recovery/head-checkpoint.ts';

/** Who writes: the station's name on the server (or `unenrolled-…`), its installation, its key. */
export type JournalIdentity = Signer & { readonly station: string; readonly install: string };

export type ScribeOptions = {
  readonly clock: Clock;
  readonly appVersion: string;
  /** The uuid of this start of the app. */
  readonly boot: string;
};

/** What of a header comes from the caller; the rest is made here. */
const Given = z.object({ type: Header.shape.type, actor: Header.shape.actor, session: Header.shape.session });

export type Scribed = { readonly entry: WireEntry; readonly text: EntryText };

/** Puts what is to be written into the form of the contract: headers, ids, times, signatures. Writes nothing itself. */
export class EntryBuilder {
  readonly #options: ScribeOptions;
  readonly #ids = new V7Generator({ nextUint32: randomUint32 });

  constructor(options: ScribeOptions) {
    this.#options = options;
  }

  /** Milliseconds since 1970, as an entry carries them. */
  now(): number {
    return Math.trunc(this.#options.clock.now());
  }

  /** The entry after `head`. Throws {@link EntryRejected} for a draft that may not be written. */
  entry(draft: LedgerDraft, atMs: number, chain: string, head: Head | null): Scribed {
    const { clock, boot } = this.#options;
    const given = Given.safeParse(draft);
    if (!given.success) throw new EntryRejected('header-invalid', draft.type, z.prettifyError(given.error));
    const fields = {
      chain,
      seq: (head?.seq ?? 0) + 1,
      id: this.#ids.generateOrResetWithTs(atMs).toString(),
      prev: prevOf(chain, head),
      type: draft.type,
      at: toInstant(atMs),
      boot,
      monotonicMs: Math.max(0, Math.trunc(clock.monotonicMs())),
      clock: clock.status(),
      actor: draft.actor,
      session: draft.session,
    };
    const { entry, text } = writeEntry(fields, draft.body);
    const bytes = textBytes(text);
    if (bytes > MAX_ENTRY_BYTES - CARRY_RESERVE_BYTES)
      throw new EntryRejected('entry-too-large', draft.type, `${bytes} bytes`);
    return { entry, text };
  }

  /** The beginning of a chain that follows `previous`, signed. */
  genesis(
    identity: JournalIdentity,
    reason: GenesisReason,
    previous: LastKnown | null,
  ): Pick<ChainRecord, 'chain' | 'genesis' | 'signature'> {
    const genesis: Genesis = {
      v: 1,
      station: identity.station,
      install: identity.install,
      publicKey: identity.publicKey,
      reason,
      previousChain: previous?.chain ?? null,
      previousHead: previous?.head ?? null,
      createdAt: toInstant(this.now()),
      appVersion: this.#options.appVersion,
    };
    return { chain: chainId(genesis), genesis, signature: signGenesis(genesis, identity) };
  }
}

/** The name of a station before the server gave it one. */
export function unenrolledStation(install: string): string {
  return `unenrolled-${install}`;
}
