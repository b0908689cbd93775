import { expect, it } from 'vitest';
import { runConformance } from '../../institution/conformance/command.ts';
import { checkRules } from '../../institution/conformance/rule.ts';
import { STATION_RULES } from '../../institution/conformance/station/rules.ts';
import { startInstitution } from '../institution/testing.ts';
import { holdStation } from './station.fixture.ts';

it('The practice server keeps every rule, those that wait too', async () => {
  const { institution } = await startInstitution();
  const codes = [await institution.code(), await institution.code()].flatMap((code) => ['--code', code]);
  let out = '';
  const code = await runConformance(['--url', institution.url, ...codes], {
    out: (text) => void (out += text),
    err: (text) => void (out += text),
  });
  expect([code, out]).toEqual([0, expect.stringContaining('passed     feed-wait-limit')]);
});

/** Its timer is that of the machine, which no test lets pass faster. */
const IN_REAL_TIME = 'request-timed-out';

it('A real station keeps every rule, those of a quarter of an hour too', async ({ onTestFinished }) => {
  const { bench } = await holdStation({ onTestFinished }, () => undefined, true);
  const findings = await checkRules(
    STATION_RULES.filter(({ id }) => id !== IN_REAL_TIME),
    bench,
  );
  expect(findings.filter(({ verdict }) => verdict.outcome === 'failed')).toEqual([]);
});
