// Texts that no file of the project may have, where no linter's rule can say it.

const binary = /\.(png|jpg|ico|icns|woff2|ttf|wav|mp3|ogg|opus|node|sqlite|pdf|xlsx)$/;

// Written so that this file does not match.
const rows = [
  {
    not: /registry[.](?:npm|yarn)\w*[.]\w+|\bnpmjs[.](?:org|com)|\bnpmmirror[.]com|npm[.]pkg[.]github/i,
    in: () => true,
    why: "a package registry's host name: the person who installs chooses the registry",
  },
  {
    not: /\b(?:contents|webContents|mainFrame)\s*\??\.\s*(?:send|sendToFrame|postMessage)\s*\(/,
    in: (path: string) =>
      /^electron\/(?!ipc\/ipc-server\.ts$).*\.ts$/.test(path) && !path.endsWith('.test.ts'),
    why: 'a message to a page: only electron/ipc/ipc-server.ts sends them, so that every channel is in the schema',
  },
  {
    not: /import\s*\{[^}]*\bsession\b(?!\s+as\b)[^}]*\}\s*from\s*'electron'/,
    in: (path: string) => /^electron\/.*\.ts$/.test(path),
    why: "a session is a visit: import Electron's as electronSession",
  },
];

export function checkText(files: readonly string[], read: (path: string) => string): string[] {
  const found: string[] = [];
  for (const path of files) {
    if (binary.test(path)) continue;
    read(path)
      .split('\n')
      .forEach((line, index) => {
        for (const row of rows) {
          if (row.in(path) && row.not.test(line)) found.push(`${path}:${index + 1}: ${row.why}`);
        }
      });
  }
  return found;
}
