import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { repository } from '../setup/places.mjs';
import { projectFiles } from './files.ts';

const files = projectFiles().filter((file) => /^assets\/windows\/.*\.(?:xml|admx|adml)$/u.test(file));

type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** The elements in their order; throws where the text is not well-formed. */
function elements(text: string): readonly Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes }));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return found;
}

const read = (file: string): string => readFileSync(join(repository, file), 'utf8');
const control = (file: string): string => read(`assets/windows/application-control/${file}`);

it.each(files)('%s is well-formed', (file) => {
  expect(elements(read(file)).length).toBeGreaterThan(5);
  expect(() => elements(read(file).replace(/<\/[A-Za-z]+>\s*$/u, ''))).toThrow('unclosed');
});

describe('AppLocker’s policy', () => {
  const all = elements(control('applocker.xml'));

  it('holds programs, scripts and installers, auditing until IT enforces it', () => {
    const collections = all.filter(({ name }) => name === 'RuleCollection');
    expect(collections.map(({ attributes }) => attributes['Type'])).toEqual(['Exe', 'Script', 'Msi']);
    expect(new Set(collections.map(({ attributes }) => attributes['EnforcementMode']))).toEqual(
      new Set(['AuditOnly']),
    );
  });

  it('allows everybody nothing but Windows and the place of both installers, each rule with an id of its own', () => {
    const rules = all.filter(({ name }) => name === 'FilePathRule');
    const ids = rules.map(({ attributes }) => attributes['Id'] ?? '');
    expect(new Set(ids).size).toBe(rules.length);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u);
    const forEverybody = [
      ...control('applocker.xml').matchAll(
        /UserOrGroupSid="S-1-1-0"[^>]*>\s*<Conditions><FilePathCondition Path="([^"]+)"/gu,
      ),
    ].map(([, path]) => path);
    expect(forEverybody).toEqual([String.raw`%PROGRAMFILES%\child-link-station\*`, String.raw`%WINDIR%\*`]);
  });
});

it('App Control’s supplement allows the place of both installers and refers to its rule', () => {
  const all = elements(control('app-control-supplement.xml'));
  const allow = all.find(({ name }) => name === 'Allow')?.attributes;
  expect(allow?.['FilePath']).toBe(String.raw`%OSDRIVE%\Program Files\child-link-station\*`);
  expect(all.find(({ name }) => name === 'FileRuleRef')?.attributes['RuleID']).toBe(allow?.['ID']);
});
