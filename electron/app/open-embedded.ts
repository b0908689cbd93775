import type { EmbeddedInstitution, EmbeddedInstitutionParts } from '../embedded/embedded-institution.ts';
import { readSiteListInWorker } from '../workers/tasks.ts';
import type { Ledger } from '../journal/ledger.ts';

export interface OpenEmbeddedParts extends Omit<
  EmbeddedInstitutionParts,
  'nativeBinding' | 'sealer' | 'journalFile' | 'readSiteList'
> {
  readonly journal: { readonly ledger: Pick<Ledger, 'sealer' | 'connection'> };
}

/** Loads the institution's code, which a station with a server never needs, and opens it. */
export async function openEmbedded(parts: OpenEmbeddedParts): Promise<EmbeddedInstitution> {
  const { openEmbeddedInstitution } = await import('../embedded/embedded-institution.ts');
  return openEmbeddedInstitution({
    ...parts,
    readSiteList: readSiteListInWorker,
    sealer: parts.journal.ledger.sealer,
    journalFile: () => parts.journal.ledger.connection,
    nativeBinding: __BUILD__ === 'production' ? undefined : process.env['CHILD_LINK_SQLITE_ADDON'],
  });
}
