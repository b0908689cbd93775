import { describe, expect, it } from 'vitest';
import { postgresFolder, startCluster } from '../../institution/store/postgres.fixture.ts';
import { playService } from './service.ts';

const ROUNDS = 3;

describe.skipIf(postgresFolder() === null)('Three instances on one PostgreSQL', () => {
  it.each([1, 2, 3])(
    'lose nothing, store nothing twice and obey no order twice, whatever is killed (seed %i)',
    async (seed) => {
      const cluster = await startCluster();
      try {
        const { written, obeyed, ...found } = await playService(seed, ROUNDS, cluster);
        expect(found).toEqual({ lost: [], twice: [], unsafe: [], unanswered: [], obeyedTwice: [] });
        expect(written).toBeGreaterThan(100);
        expect(obeyed).toBeGreaterThan(10);
      } finally {
        await cluster.stop('SIGQUIT');
        cluster.remove();
      }
    },
  );
});
