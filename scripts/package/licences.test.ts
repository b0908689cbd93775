import { describe, expect, it } from 'vitest';
import { isAllowed, licencesText, shippedLicences } from './licences.ts';

describe('the licences of what is shipped', () => {
  const licences = shippedLicences();

  it('name every package that production depends on, and none of the tests’', () => {
    const names = licences.map(({ name }) => name);
    for (const name of ['better-sqlite3', 'koffi', 'react', 'zod', 'electron-updater', '@gcds-core/fonts'])
      expect(names).toContain(name);
    for (const name of ['vitest', 'playwright', 'fastify', 'electron-builder'])
      expect(names).not.toContain(name);
  });

  it('are all on the list of those that may be shipped', () => {
    expect(licences.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
    expect(licencesText(licences)).toContain('The MIT License');
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['(MIT AND GPL-3.0)', false],
    ['GPL-3.0', false],
    ['', false],
    ['SEE LICENSE IN LICENSE.md', false],
  ])('%j may be shipped: %s', (licence, may) => {
    expect(isAllowed(licence)).toBe(may);
  });

  it('stop a package that nobody has looked at', () => {
    const stranger = { name: 'stranger', version: '1.0.0', licence: 'SSPL-1.0', text: '' };
    expect(() => licencesText([stranger])).toThrow('stranger 1.0.0 (SSPL-1.0)');
  });
});
