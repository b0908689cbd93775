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
import { COPY_RESERVE_BYTES } from './copy-to-chain.ts';
import type { ChainRecord } from './sqlite/chain-table.ts';
import type { LedgerDraft } from './chain-view.ts';
import { EntryRejected } from './sqlite/faults.ts';
import type { LastKnown } from './recovery/head-checkpoint.ts';

/** The author of entries: the station's name on the server (or `unenrolled-…`), its installation, its key. */
export type JournalIdentity = Signer & { readonly station: string; readonly install: string };

export type EntryBuilderOptions = {
  readonly clock: Clock;
  readonly appVersion: string;
  /** UUID of this start of the app. */
  readonly boot: string;
};

/** The header fields that the caller supplies. */
const Given = z.object({ type: Header.shape.type, actor: Header.shape.actor, session: Header.shape.session });

export type BuiltEntry = { readonly entry: WireEntry; readonly text: EntryText };

/** Builds entries and genesis blocks as SYNC.md defines them: headers, ids, times, signatures. Writes nothing. */
export class EntryBuilder {
  readonly #options: EntryBuilderOptions;
  readonly #ids = new V7Generator({ nextUint32: randomUint32 });

  constructor(options: EntryBuilderOptions) {
    this.#options = options;
  }

  /** Milliseconds since 1970, as entries carry them. */
  now(): number {
    return Math.trunc(this.#options.clock.now());
  }

  /** Builds the entry after `head`. Throws {@link EntryRejected} for a draft that may not be written. */
  entry(draft: LedgerDraft, atMs: number, chain: string, head: Head | null): BuiltEntry {
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
    if (bytes > MAX_ENTRY_BYTES - COPY_RESERVE_BYTES)
      throw new EntryRejected('entry-too-large', draft.type, `${bytes} bytes`);
    return { entry, text };
  }

  /** Builds and signs the genesis of a chain that follows `previous`. */
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

/** The name of a station before enrolment. */
export function unenrolledStation(install: string): string {
  return `unenrolled-${install}`;
}
