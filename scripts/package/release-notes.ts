// node scripts/package/release-notes.ts > FILE
// The notes of this version, out of CHANGELOG.md, with how to verify what was downloaded, in both languages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../setup/places.mjs';
import { reportUnmet, Unmet } from '../setup/unmet.mjs';

const VERIFY = `
## Verify · Vérifier

Each file is listed in \`SHA256SUMS\` and has a build provenance: \`sha256sum --check --ignore-missing SHA256SUMS\`, then
\`gh attestation verify FILE --repo REPOSITORY\`. The programs and installers of Windows are signed.

Chaque fichier figure dans \`SHA256SUMS\` et a une attestation de provenance : \`sha256sum --check --ignore-missing SHA256SUMS\`,
puis \`gh attestation verify FICHIER --repo DÉPÔT\`. Les programmes et installateurs pour Windows sont signés.
`;

/** The section of one version. Refuses a version that the changelog does not describe in both languages. */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /mu);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) throw new Unmet(`CHANGELOG.md does not describe ${version}: add its section.`);
  if (!section.includes('### En français'))
    throw new Unmet(`CHANGELOG.md describes ${version} in English alone: add “### En français”.`);
  return `## ${section.trim()}\n${VERIFY}`;
}

if (import.meta.main) {
  try {
    const { version }: { version: string } = JSON.parse(
      readFileSync(join(repository, 'package.json'), 'utf8'),
    );
    process.stdout.write(releaseNotes(readFileSync(join(repository, 'CHANGELOG.md'), 'utf8'), version));
  } catch (error) {
    reportUnmet(error);
  }
}
