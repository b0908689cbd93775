import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import { textIn, type LocalText } from './local-text.ts';

const WORDS = { en: en.relationship, fr: fr.relationship } as const;

/** The relationships that have words in both languages. */
export const RELATIONSHIPS = [
  'daughter',
  'son',
  'child',
  'grandchild',
  'stepchild',
  'niece-or-nephew',
  'sister',
  'brother',
  'mother',
  'father',
  'grandmother',
  'grandfather',
  'grandparent',
  'aunt',
  'uncle',
  'guardian',
  'foster-parent',
  'friend',
  'elder',
  'social-worker',
  'counsellor',
] as const;
type Relationship = (typeof RELATIONSHIPS)[number];

/** The code in a participant's relationship; null for a text of its own. “Daughter” is what an older station sent. */
export function relationshipCode(relationship: LocalText): Relationship | null {
  if (typeof relationship !== 'string') return null;
  const code = relationship.trim().toLowerCase();
  return RELATIONSHIPS.find((known) => known === code) ?? null;
}

/** A participant's relationship to the inmate in one language (R53, R70). */
export function relationshipIn(relationship: LocalText, language: 'en' | 'fr'): string {
  const code = relationshipCode(relationship);
  return code === null ? textIn(relationship, language) : WORDS[language][code];
}
