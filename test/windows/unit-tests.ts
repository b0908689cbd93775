import { z } from 'zod';
import { prepareNewerWine, runVitest } from './newer-wine.ts';

/** What runs on Windows and is not Windows' own: the record, settings, sync, the sheet's files and the command line. */
const PLACES = [
  'electron/journal',
  'electron/settings',
  'electron/sync',
  'electron/cli',
  'electron/platform',
  'electron/lifecycle',
  'electron/updates',
  'electron/hardware',
  'electron/windows',
  'electron/tracking/export-',
  'shared/tracking',
  'shared/sync',
];

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Runs the unit tests on Windows' own Node under Wine 10. Resolves to 0 when all passed, or where that Wine cannot be had. */
export async function unitTests(
  cache: string,
  repository: string,
  say: (line: string) => void,
): Promise<number> {
  const wine = await prepareNewerWine(cache, repository, say);
  if (typeof wine === 'string') {
    say(`Unit tests on Windows' Node skipped: ${wine}`);
    return 0;
  }
  const text = await runVitest(wine, repository, PLACES);
  const report = Report.safeParse(text === '' ? null : JSON.parse(text));
  if (!report.success) {
    say(`Unit tests on Windows' Node: no report; see ${wine.root}/station/out.txt`);
    return 1;
  }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = report.data;
  for (const { name, message, assertionResults } of testResults) {
    for (const { status, fullName } of assertionResults) if (status === 'failed') say(`failed: ${fullName}`);
    if (assertionResults.length === 0) say(`failed: ${name}: ${message ?? ''}`);
  }
  say(
    `Unit tests on Windows' Node: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
  );
  return numFailedTests === 0 && numPassedTests > 0 ? 0 : 1;
}
