import { afterAll, describe } from 'vitest';
import { postgresFolder } from '../../institution/store/postgres.fixture.ts';
import { openInstitutionsWith } from '../institution/server.ts';
import { postgresOpener } from './postgres-opener.ts';

const opener = postgresFolder() === null ? null : await postgresOpener();
if (opener !== null) openInstitutionsWith(opener.open);

/** The suites of this folder that need an institution: they run on SQLite with the unit tests. */
describe.skipIf(opener === null)('On PostgreSQL', () => {
  afterAll(() => opener?.close());
  // Each in a suite of its own, which keeps its hooks to itself.
  describe('Sync', async () => void (await import('./sync.test.ts')));
  describe('Errors', async () => void (await import('./errors.test.ts')));
  describe('Directives', async () => void (await import('./directives.test.ts')));
  describe('Keys', async () => void (await import('./keys.test.ts')));
  describe('Moving up', async () => void (await import('./moving-up.test.ts')));
  describe('Divergence', async () => void (await import('./divergence.test.ts')));
  describe('A restored server', async () => void (await import('./server-restored.test.ts')));
});
