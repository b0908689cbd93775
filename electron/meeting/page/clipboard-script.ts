/** Part of the page script: copying and pasting by script would read, or change, what staff have copied. */
export const CLIPBOARD_PART = String.raw`
  const lower = String.prototype.toLowerCase;
  if (typeof window.Document === 'function') {
    const execute = window.Document.prototype.execCommand;
    replace(window.Document.prototype, 'execCommand', { execCommand(command, ...rest) {
      const word = '' + command, name = apply(lower, word, []);
      if (name === 'copy' || name === 'cut' || name === 'paste') return false;
      return apply(execute, this, [word, ...rest]);
    } }.execCommand);
  }
`;
