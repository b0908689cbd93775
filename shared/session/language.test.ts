import { describe, expect, it } from 'vitest';
import { CONTEXT, run, SIGN_IN } from './session.fixture.ts';

const START = { type: 'start-station', appVersion: '0', platform: 'linux', build: 'development' } as const;
const CHOOSE = { type: 'choose-language', language: 'fr' } as const;

describe('R73: the language that a person chose', () => {
  it('lasts over a restart, and belongs to that person alone', () => {
    const { state, entries } = run([SIGN_IN, CHOOSE, START], CONTEXT);
    expect(state.languages).toEqual({ 'staff-1': 'fr' });
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'language.chosen', actor: 'staff-1', session: null }),
    );
  });

  it('is recorded once, and changed again', () => {
    const { state, entries } = run([SIGN_IN, CHOOSE, CHOOSE, { ...CHOOSE, language: 'en' }], CONTEXT);
    expect(entries.filter(({ type }) => type === 'language.chosen')).toHaveLength(2);
    expect(state.languages['staff-1']).toBe('en');
  });

  it('is nobody’s while nobody is signed in', () => {
    expect(run([CHOOSE], CONTEXT).refused).toEqual(['not-signed-in']);
  });
});
