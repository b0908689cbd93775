import { expect, it } from 'vitest';
import { REQUIREMENTS, unnamedRequirements } from './requirements.ts';

it('a requirement is named at the beginning of a title, alone or in a list', () => {
  const files = {
    'a.test.ts': `it('R40, R13: asks again', …); it('says (R44)', …)`,
    'b.ts': `'R45: no test'`,
  };
  const unnamed = unnamedRequirements(Object.keys(files), (path) => Reflect.get(files, path));
  expect(REQUIREMENTS.filter((one) => !unnamed.includes(one))).toEqual(['R13', 'R40']);
});
