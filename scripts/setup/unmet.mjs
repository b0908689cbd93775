/** Something the person has to do. The message is one sentence that says what; it is all they see. */
export class Unmet extends Error {
  /**
   * @param {string} sentence
   * @param {string} [detail] what a program said, shown above the sentence
   */
  constructor(sentence, detail) {
    super(sentence);
    this.name = 'Unmet';
    this.detail = detail;
  }
}
