/**
 * The text of a file as people send it: UTF-8 or UTF-16 with or without a byte order mark, else Windows-1252. Null when it
 * contains NUL: it is no text.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const text = decode(bytes).replace(/^\ufeff/u, '');
  return text.includes('\u0000') ? null : text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: what Excel and older mail programs write on Windows.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
