import { describe, expect, it } from 'vitest';
import { onEachDatabase } from '../institution/testing.ts';
import { hold, practiceServer } from './server.fixture.ts';

describe('The institution’s service', () => {
  onEachDatabase(() => {
    it('keeps every rule', async () => {
      const institution = await practiceServer();
      const findings = await hold(institution.url, [await institution.code(), await institution.code()]);
      expect(findings.filter(({ verdict }) => verdict.outcome === 'failed')).toEqual([]);
      const notTried = findings.filter(({ verdict }) => verdict.outcome === 'not-tried');
      expect(notTried.map(({ rule }) => rule)).toEqual(['https']);
    });
  });
});
