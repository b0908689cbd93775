// One TypeScript project for each side of a border: shared/ has neither the DOM nor Node, electron/ and institution/ have no
// DOM, the pages no Node. Tests, scripts and tools have both.
export const typeProjects = [
  'scripts/setup',
  'shared',
  'shared/sync',
  'institution',
  'electron',
  'renderer',
  '.',
] as const;
