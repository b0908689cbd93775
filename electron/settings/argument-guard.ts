/**
 * Which command-line arguments the packaged station starts with: none of Chromium's, none of Node's (DESIGN, Security
 * posture). Switches such as `--remote-debugging-port` or `--js-flags` would open what everything else closes.
 * @returns the first argument that is not allowed, or null
 */
export function refusedArgument(argv: readonly string[]): string | null {
  return argv.find((argument) => argument.startsWith('-')) ?? argv[0] ?? null;
}
