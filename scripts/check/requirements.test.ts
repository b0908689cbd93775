import { expect, it } from 'vitest';
import { checkRequirements } from './requirements.ts';

it('a requirement is named at the beginning of a title, alone or in a list', () => {
  const complaintsAbout = (text: string, path = 'a.test.ts') => checkRequirements([path], () => text);
  const all = complaintsAbout('');
  expect(all[0]).toBe('No test names R1: begin the title of the test that proves it with "R1: ".');
  const left = complaintsAbout(`it('R40, R13: asks again', …); it('says (R44)', …)`);
  expect(all.filter((one) => !left.includes(one)).map((one) => one.split(/[ :]/)[3])).toEqual(['R13', 'R40']);
  expect(complaintsAbout(`'R45: no test'`, 'a.ts')).toEqual(all);
});
