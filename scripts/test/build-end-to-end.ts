import { build } from '../build.ts';

export async function setup(): Promise<void> {
  await build('end-to-end');
  await build('production');
}
