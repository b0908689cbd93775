import { build } from '../build.ts';

export async function setup(): Promise<void> {
  await build('development');
  await build('end-to-end');
}
