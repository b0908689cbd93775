import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE, NoticeData, PRIVILEGED_PERSONS } from './notice.ts';

describe('the notice that ships', () => {
  it('is well-formed and has a version', () => {
    expect(NoticeData.safeParse(DEFAULT_NOTICE).success).toBe(true);
  });

  it('says that communications may be intercepted, never that they are recorded', () => {
    const english = DEFAULT_NOTICE.paragraphs.map((text) => text.en).join(' ');
    const french = DEFAULT_NOTICE.paragraphs.map((text) => text.fr).join(' ');
    expect(english).toContain('may be intercepted');
    expect(french).toContain('peuvent être interceptées');
    expect(`${english} ${french} ${DEFAULT_NOTICE.strip.en} ${DEFAULT_NOTICE.strip.fr}`).not.toMatch(
      /record|enregistr/iu,
    );
  });

  it('is never much longer in one language than in the other', () => {
    for (const { en, fr } of DEFAULT_NOTICE.paragraphs) {
      expect(fr.length / en.length).toBeLessThan(1.6);
      expect(en.length / fr.length).toBeLessThan(1.6);
    }
  });
});

describe('the privileged persons', () => {
  it('are the 25 of the Schedule in force, in its order, in both languages', () => {
    expect(PRIVILEGED_PERSONS.map((person) => person.number)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    expect(PRIVILEGED_PERSONS.every((person) => person.en !== '' && person.fr !== '')).toBe(true);
  });
});
