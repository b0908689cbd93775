import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE, NoticeData, PRIVILEGED_PERSONS, SIGNS } from './notice.ts';

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

describe('R25: the signs', () => {
  it('say the same in both official languages, and that communications may be intercepted', () => {
    for (const { en, fr } of Object.values(SIGNS)) expect(fr).toHaveLength(en.length);
    expect(SIGNS.station.en.join(' ')).toContain('may be intercepted');
    expect(SIGNS.station.fr.join(' ')).toContain('peuvent être interceptées');
    expect(SIGNS.communitySite.en.join(' ')).toContain('remains with the child');
  });
});

describe('R26: a notice in further languages', () => {
  const further = {
    language: 'cr',
    name: 'Invented Cree',
    strip: 'Invented',
    title: 'Invented',
    paragraphs: ['Invented'],
    privileged: 'Invented',
  };

  it('is taken as data beside the official two', () => {
    expect(NoticeData.safeParse({ ...DEFAULT_NOTICE, further: [further] }).success).toBe(true);
    expect(NoticeData.safeParse({ ...DEFAULT_NOTICE, further: [{ language: 'cr' }] }).success).toBe(false);
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
