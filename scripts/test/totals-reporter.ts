import type { Reporter, SerializedError, TestModule } from 'vitest/node';

type Totals = { passed: number; failed: number; skipped: number };

const line = ({ passed, failed, skipped }: Totals) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped\n`;

/** Counts the tests of some files. A file that could not be loaded has no tests and counts as one failed. */
function count(modules: readonly TestModule[]): Totals {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'failed') failedHere += 1;
      else if (state === 'passed') totals.passed += 1;
      else totals.skipped += 1;
    }
    if (failedHere === 0 && module.state() === 'failed') failedHere = 1;
    totals.failed += failedHere;
  }
  return totals;
}

/** Ends the output with one plain line that continuous integration reads. */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const projects = new Set(modules.map((module) => module.project.name));
    if (projects.size > 1)
      for (const name of projects)
        process.stdout.write(
          `${name}: ${line(count(modules.filter(({ project }) => project.name === name)))}`,
        );
    // A test that needs a second try is a fault of the test or of the station: its name must not go unseen.
    for (const module of modules)
      for (const test of module.children.allTests())
        if (test.diagnostic()?.flaky === true)
          process.stdout.write(`flaky, passed at the second try: ${test.fullName}\n`);
    const totals = count(modules);
    // An error outside of any test fails the run without failing a test.
    if (totals.failed === 0 && unhandledErrors.length > 0) totals.failed = 1;
    process.stdout.write(line(totals));
  }
}
