import { describe, expect, it } from 'vitest';
import { postgresFolder, startCluster } from '../../institution/store/postgres.fixture.ts';
import { playService } from './service.ts';

const ROUNDS = 3;

describe.skipIf(postgresFolder() === null)('Three instances on one PostgreSQL', () => {
  it.each([1, 2, 3])('lose nothing and store nothing twice, whatever is killed (seed %i)', async (seed) => {
    const cluster = await startCluster();
    try {
      const { written, ...found } = await playService(seed, ROUNDS, cluster);
      expect(found).toEqual({ lost: [], twice: [], unsafe: [] });
      expect(written).toBeGreaterThan(100);
    } finally {
      await cluster.stop('SIGQUIT');
      cluster.remove();
    }
  });
});
