import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPolicies, placeOf, POLICY_ROWS, type PolicyRow } from './policies.ts';

/** As reg.exe prints a key with these values. */
function printed(key: string, rows: readonly PolicyRow[]): string {
  const values = rows
    .filter((row) => placeOf(row) === key)
    .map(({ name, wanted }) =>
      name === 'Flags' ? `    ${name}    REG_SZ    ${wanted}` : `    ${name}    REG_DWORD    0x${wanted}`,
    );
  return `\r\n${key}\r\n${values.join('\r\n')}\r\n\r\n`;
}

describe('the policies that hooks cannot replace', () => {
  it('are as wanted where the script was applied', () => {
    const findings = findPolicies((key) => printed(key, POLICY_ROWS));
    expect(findings.filter(({ found }) => found !== null)).toEqual([]);
  });

  it.each(POLICY_ROWS.map((row) => [`${row.hive} ${row.name} ${row.key}`, row] as const))(
    'name what is missing or otherwise: %s',
    (_what, row) => {
      const others = POLICY_ROWS.filter((one) => one !== row);
      const missing = findPolicies((key) => printed(key, others));
      expect(missing.filter(({ found }) => found !== null)).toEqual([{ row, found: '' }]);
      const changed = findPolicies((key) => printed(key, [...others, { ...row, wanted: '7' }]));
      expect(changed.filter(({ found }) => found !== null)).toEqual([{ row, found: '7' }]);
    },
  );

  it('are all missing where there is no such key', () => {
    expect(findPolicies(() => null).every(({ found }) => found === '')).toBe(true);
  });

  it.each(['harden.ps1', 'firewall.ps1'])(
    '%s knows the place where both installers put the station',
    (name) => {
      const folder = path.resolve(import.meta.dirname, '../../../assets/windows/hardening');
      const script = readFileSync(path.join(folder, name), 'utf8');
      const named = [...script.matchAll(/[\w -]+\\[\w -]+\.exe/gu)]
        .map(([place]) => place)
        .filter((place) => /child/iu.test(place));
      expect(named).toEqual([String.raw`child-link-station\child-link-station.exe`]);
    },
  );

  it('are set by the deployment script, each with the same value', () => {
    const script = readFileSync(
      path.resolve(import.meta.dirname, '../../../assets/windows/hardening/harden.ps1'),
      'utf8',
    ).toLowerCase();
    for (const { hive, key, name, wanted } of POLICY_ROWS) {
      const start = `@('${hive === 'machine' ? 'm' : 'k'}', '${key}', '${name}',`.toLowerCase();
      const line = script.split('\n').find((one) => one.includes(start)) ?? '';
      expect(line, `${key} ${name}`).toMatch(new RegExp(`, '?${wanted}'?, `, 'u'));
    }
  });
});
