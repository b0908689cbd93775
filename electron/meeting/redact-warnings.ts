/** Removes URLs from the text, because a query may be a key to a meeting (R14). */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)');
}

/**
 * Replaces the printing of process warnings: Electron warns "Failed to load URL: …" with the whole link of a meeting
 * that cannot be reached. Call once, at the start. `write` gets one line without URLs.
 */
export function redactWarnings(write: (line: string) => void): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => write(withoutAddresses(`${warning.name}: ${warning.message}`)));
}
