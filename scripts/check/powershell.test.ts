import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { repository } from '../setup/places.mjs';
import { projectFiles } from './files.ts';

// No PowerShell can be had from npm or Debian: a grammar of the language reads the scripts instead. It finds what does not
// parse; what a command does, only Windows shows (docs/to-verify-on-site.md).
const scripts = projectFiles().filter((file) => file.endsWith('.ps1'));
const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');

let parser: Parser;
beforeAll(async () => {
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
});

/** The lines that do not parse. */
function faults(text: string): readonly string[] {
  const found: string[] = [];
  const look = (node: Node): void => {
    if (node.isError || node.isMissing)
      found.push(`${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    else if (node.hasError) node.children.forEach((child) => child !== null && look(child));
  };
  const tree = parser.parse(text);
  if (tree !== null) look(tree.rootNode);
  return found;
}

const textOf = (file: string): string => readFileSync(join(repository, file), 'utf8');

it('there are scripts to read', () => {
  expect(scripts.length).toBeGreaterThan(1);
});

it.each(scripts)('%s parses', (file) => {
  expect(faults(textOf(file))).toEqual([]);
});

/** Every `pscustomobject` of the table of parts, as the names of its keys. */
function partsOf(text: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const table = text.slice(text.indexOf('$parts = @('), text.indexOf('function Get-Place'));
  for (const part of table.split('[pscustomobject]@{').slice(1))
    found.push(
      [...part.matchAll(/(?:^|[;\n])\s*(Why|Wanted|Found|Set|Revert) =/gu)].map(([, name = '']) => name),
    );
  return found;
}

it('every setting of harden.ps1 says why, what is wanted, how it is found, set and put back', () => {
  const text = textOf('assets/windows/hardening/harden.ps1');
  const parts = partsOf(text);
  expect(parts.length).toBeGreaterThan(3);
  for (const part of parts) expect(part).toEqual(['Why', 'Wanted', 'Found', 'Set', 'Revert']);
  // Registry values share one way of finding, setting and putting back; each names hive, key, name, type, value and why.
  const rows = text.split('\n').filter((line) => /^\s+(?:\$rows \+= , )?@\('[MK]',/u.test(line));
  expect(rows.length).toBeGreaterThan(30);
  const row = /@\('[MK]', '[^']+', '\w+', '(?:DWord|String)', (?:\d+|'\d+'|"[^']+"), '[^']+'\),?$/u;
  expect(rows.filter((line) => !row.test(line))).toEqual([]);
  const places = rows.map((line) => /'[MK]', '[^']+', '\w+'/u.exec(line)?.[0]);
  expect(new Set(places).size).toBe(rows.length);
});

it.each([
  ['a brace too few', (text: string) => text.slice(0, text.lastIndexOf('}'))],
  ['a bracket too many', (text: string) => text.replace('$rows = @(', '$rows = @((')],
  ['an open quote', (text: string) => text.replace("'no remote desktop'", "'no remote desktop")],
])('finds %s', (_, damage) => {
  const whole = textOf('assets/windows/hardening/harden.ps1');
  expect(damage(whole)).not.toBe(whole);
  expect(faults(damage(whole))).not.toEqual([]);
});

// PowerShell takes curly quotes for straight ones, and Windows PowerShell 5.1 reads a file without a mark as the code page.
it.each(scripts)('%s is ASCII', (file) => {
  expect(/[^\n\r\t\u0020-\u007e]/u.exec(textOf(file))?.[0]).toBeUndefined();
});
