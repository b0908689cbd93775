/**
 * Part of the page script: takes from the page what no permission stands before. Printing would block the page; copying
 * and pasting by script would read what staff have copied; a floating picture would cover the notice strip (R22); a
 * service worker has sockets that nothing watches (electron issue 47857).
 */
export const REFUSALS_PART = String.raw`
  define(window, 'print', { value: () => undefined, writable: false, configurable: false });
  const refused = () => { throw new window.DOMException('Permission denied', 'NotAllowedError'); };
  const refuseAlways = (name, owner) => {
    const kind = window[owner];
    if (typeof kind === 'function' && name in kind.prototype) replace(kind.prototype, name, { async refuse() { refused(); } }.refuse);
  };
  refuseAlways('requestPictureInPicture', 'HTMLVideoElement');
  refuseAlways('register', 'ServiceWorkerContainer');
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
