import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demand } from './report.ts';

const GUIDE = path.join(import.meta.dirname, '../../docs/deployment.md');

/** The commands of docs/deployment.md that have `line` among them, as root runs them: without `sudo`. */
export function guideBlock(line: string): string {
  const blocks = readFileSync(GUIDE, 'utf8').matchAll(/^ *```\w*\n(.*?)^ *```$/gmsu);
  const found = [...blocks].map(([, text = '']) => text).find((text) => text.includes(line));
  demand(found !== undefined, `docs/deployment.md has no ${line}`);
  return found.replaceAll(/^ +/gmu, '').replaceAll('sudo ', '');
}
