/** The fields of a site that a newer list may change. */
export const CHANGED_FIELDS = [
  'name',
  'city',
  'province',
  'zone',
  'telephone',
  'contact',
  'hours',
  'authorized',
] as const;
export type ChangedField = (typeof CHANGED_FIELDS)[number];
