import { expect, it } from 'vitest';
import { runConformance } from '../../institution/conformance/command.ts';
import { startInstitution } from '../institution/testing.ts';

async function run(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await runConformance(args, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  return { ...said, code };
}

it.each([
  [[], 'Say what to hold'],
  [['--url', 'http://example.invalid', '--code', 'A'], 'is not https'],
  [['--url', 'nowhere', '--code', 'A'], 'is not the address of a server'],
  [['--url', 'http://127.0.0.1:1'], '--code CODE'],
  [['--serve', '--url', 'http://127.0.0.1:1'], 'neither --url nor --code'],
  [['--serve', '--port', '70000'], '--port takes a number'],
  [['--serve', '--rule', 'nothing'], 'There is no rule nothing'],
  [['--sever'], "Unknown option '--sever'"],
])('%j is used wrongly', async (args, sentence) => {
  const { code, err, out } = await run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(sentence);
});

it('prints the table and ends with 0 when no rule failed', async () => {
  const { institution } = await startInstitution();
  const { code, out } = await run(
    '--url',
    institution.url,
    '--code',
    await institution.code(),
    '--rule',
    'push',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/^passed +push +Requests: calls: `POST \/v1\/chains\/C\/entries`/m);
  expect(out).toContain('0 failed');
});

it('ends with 1 when one failed, and says what was expected and what came', async () => {
  const { institution } = await startInstitution();
  const { code, out } = await run('--url', institution.url, '--code', 'WRONG', '--json', '--rule', 'push');
  expect(code).toBe(1);
  const { rules } = JSON.parse(out);
  expect(rules[0]).toMatchObject({ rule: 'enrolment', outcome: 'failed', expected: 'status 201' });
  expect(rules.at(-1)).toMatchObject({ rule: 'push', outcome: 'not-tried' });
});

it('says that no server answers', async () => {
  const { code, err } = await run('--url', 'http://127.0.0.1:9', '--code', 'A');
  expect(code).toBe(1);
  expect(err).toContain('No server answers at http://127.0.0.1:9/');
});

it('lists every sentence with its rules, or why there is none', async () => {
  const { code, out } = await run('--list');
  expect(code).toBe(0);
  expect(out).toContain('409 `gap` (`head`)');
  expect(out).toContain('no rule: only a power cut at the station shows it');
});
