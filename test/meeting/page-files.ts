import { readFile } from 'node:fs/promises';
import { transformWithOxc } from 'vite';

const PAGE_FOLDER = new URL('./page/', import.meta.url);

/**
 * A file of `page/` as a browser takes it: TypeScript without its types, imports with the `.js` names that are
 * served.
 */
export async function pageFile(name: string): Promise<string> {
  const source = await readFile(new URL(name, PAGE_FOLDER), 'utf8');
  if (!name.endsWith('.ts')) return source;
  const { code } = await transformWithOxc(source, name);
  return code.replaceAll(/(from\s+["']\.\.?\/[\w/-]+)\.ts(["'])/g, '$1.js$2');
}
