// Which requirements no test names. A test names one by beginning its title, or its group's, with `R40: …`.

/** REQUIREMENTS.md: R17 to R19, R27 to R29 and the like do not exist. */
const GROUPS: readonly (readonly [first: number, last: number])[] = [
  [1, 16],
  [20, 26],
  [30, 37],
  [40, 45],
  [50, 56],
  [60, 65],
  [70, 73],
];

const REQUIREMENTS: readonly string[] = GROUPS.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => `R${first + index}`),
);

const TITLE = /['"`]((?:R\d+, )*R\d+): /g;

/** A complaint for each requirement that no title of a test begins with, in their order. */
export function checkRequirements(files: readonly string[], read: (path: string) => string): string[] {
  const named = new Set<string>();
  for (const path of files.filter((file) => /\.test\.tsx?$/.test(file))) {
    for (const [, list = ''] of read(path).matchAll(TITLE))
      for (const requirement of list.split(', ')) named.add(requirement);
  }
  return REQUIREMENTS.filter((requirement) => !named.has(requirement)).map(
    (requirement) =>
      `No test names ${requirement}: begin the title of the test that proves it with "${requirement}: ".`,
  );
}
