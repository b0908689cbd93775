import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const modules = files.filter((file) => file.endsWith('.module.css'));
const components = files.filter((file) => file.endsWith('.tsx'));

/** The classes that a style sheet defines, without those in `:global()`. */
function definedIn(css: string): ReadonlySet<string> {
  const plain = css.replaceAll(/\/\*.*?\*\//gsu, '').replaceAll(/:global\([^)]*\)/gu, '');
  return new Set([...plain.matchAll(/\.([a-z][\w-]*)/gu)].map(([, name]) => name ?? ''));
}

/** The style sheet that a component imports as `styles` and the names it uses; a template literal becomes a pattern. */
function usedBy(component: string) {
  const source = read(component);
  const imported = /import styles from '(.+?)';/u.exec(source)?.[1];
  const names = [...source.matchAll(/styles\[(.+?)\]/gu)].flatMap(([, key = '']) => [
    ...key.matchAll(/'([\w-]*)'|`([^`]*)`/gu),
  ]);
  return {
    module: imported === undefined ? null : path.join(path.dirname(component), imported),
    fixed: names.flatMap(([, name]) => (name === undefined || name === '' ? [] : [name])),
    patterns: names.flatMap(([, , template]) =>
      template === undefined ? [] : [new RegExp(`^${template.replaceAll(/\$\{[^}]*\}/gu, '[\\w-]+')}$`, 'u')],
    ),
  };
}

// An undefined class fails silently: without this test only a look at every screen would find it.
describe('the style sheets of the screens', () => {
  const uses = components.map((component) => ({ component, ...usedBy(component) }));

  it.each(uses.filter(({ fixed }) => fixed.length > 0))('$component finds every class', (use) => {
    const defined = definedIn(read(use.module ?? ''));
    expect(use.fixed.filter((name) => !defined.has(name))).toEqual([]);
  });

  it('finds every class that is named plainly among the shared ones', () => {
    const common = definedIn(read('components/base.css'));
    const plain = components.flatMap((component) =>
      [...read(component).matchAll(/className="([^"]+)"|classes\('([^']+)'/gu)].flatMap(([, one, other]) =>
        (one ?? other ?? '').split(' '),
      ),
    );
    expect([...new Set(plain)].filter((name) => !common.has(name))).toEqual([]);
  });

  it.each(modules)('%s has no class that nothing uses', (module) => {
    const users = uses.filter((use) => use.module === module);
    const isUsed = (name: string) =>
      users.some(({ fixed, patterns }) => fixed.includes(name) || patterns.some((one) => one.test(name)));
    const tables = users.map(({ component }) => read(component)).join('\n');
    expect(
      [...definedIn(read(module))].filter((name) => !isUsed(name) && !tables.includes(`'${name}'`)),
    ).toEqual([]);
  });
});
