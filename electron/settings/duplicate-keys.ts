/** A key that is in one object of a JSON text twice, and the lines of both, from 1. */
export type DuplicateKey = {
  readonly field: string;
  readonly lines: readonly [first: number, second: number];
};

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gu;

type Level = { readonly path: string; readonly lines: Map<string, number> | null };

/**
 * The first key given twice in a valid JSON text, or null. `JSON.parse` keeps the last of them without a word, and it may
 * be the weaker one.
 */
export function duplicateKey(text: string): DuplicateKey | null {
  const levels: Level[] = [];
  let string = { text: '', line: 1 };
  let path = '';
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const here = levels.at(-1);
    if (token.startsWith('"')) string = { text: token, line: lineAt(text, index) };
    else if (token === '{') levels.push({ path, lines: new Map() });
    else if (token === '[') levels.push({ path, lines: null });
    else if (token !== ':') levels.pop();
    else if (here?.lines != null) {
      const key = String(JSON.parse(string.text));
      path = here.path === '' ? key : `${here.path}.${key}`;
      const first = here.lines.get(key);
      if (first !== undefined) return { field: path, lines: [first, string.line] };
      here.lines.set(key, string.line);
    }
  }
  return null;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
