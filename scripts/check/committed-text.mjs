// What no file of the project may say.

const binary = /\.(png|jpg|ico|icns|woff2?|wav|mp3|ogg|opus|node|sqlite|pdf|xlsx)$/;

// Written so that this file does not say it either.
const rows = [
  {
    not: /registry[.](?:npm|yarn)\w*[.]\w+|\bnpmjs[.](?:org|com)|\bnpmmirror[.]com|npm[.]pkg[.]github/i,
    in: () => true,
    why: "a package registry's host name: whoever installs chooses the registry",
  },
  {
    not: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/,
    in: (path) => path !== 'package-lock.json',
    why: 'unfinished work: it belongs to an issue, not into a file',
  },
];

export function checkText(files, read) {
  const found = [];
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
