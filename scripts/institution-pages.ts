// node scripts/institution-pages.ts
// Builds the institution's pages for a browser into build/institution-pages, which the service serves.
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './setup/places.mjs';

export const institutionPages = join(repository, 'build', 'institution-pages');

/** Returns the folder. It is replaced as a whole, so a running service never serves half of it. */
export async function buildInstitutionPages(): Promise<string> {
  process.env['NODE_ENV'] = 'production';
  const vite = await import('vite');
  const { institutionConfig } = await import('./bundle.ts');
  const work = `${institutionPages}-${process.pid}`;
  try {
    await vite.build(institutionConfig('production', work));
    await rm(institutionPages, { recursive: true, force: true });
    await rename(work, institutionPages);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return institutionPages;
}

if (import.meta.main) await buildInstitutionPages();
