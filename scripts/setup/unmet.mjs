/** Something the person has to do. The message is one sentence that says what; it is all they see. */
export class Unmet extends Error {
  /**
   * @param {string} sentence
   * @param {string} [detail] output of a program, shown above the sentence
   */
  constructor(sentence, detail) {
    super(sentence);
    this.name = 'Unmet';
    this.detail = detail;
  }
}

/**
 * For the end of a script: shows the sentence and sets exit code 1. Throws what is a bug.
 *
 * @param {unknown} error
 */
export function reportUnmet(error) {
  if (!(error instanceof Unmet)) throw error;
  if (error.detail) process.stderr.write(`${error.detail}\n`);
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
