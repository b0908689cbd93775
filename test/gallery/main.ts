import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from '../../scripts/options.ts';
import { LANGUAGES, openGallery, serveGallery, TEXT_SIZES } from './gallery.ts';

const HELP = `Every screen of the station in every state, with invented people: in a window, or as pictures.

  npm run gallery [-- options]

  --out DIR       write a picture of every screen, language and size of text into DIR, and end
  --screen NAME   only this screen, or several: NAME,NAME
  --size WxH      in a window of this size, such as 1920x1080; otherwise 1280x800
  --contrast      with the system's high-contrast colours
  --calm          with the system's reduced motion
  --read          beside each picture, what a screen reader finds: roles, names and states, in reading order
  --help          this text
`;

async function main(): Promise<number> {
  const { values } = readOptions({
    options: {
      out: { type: 'string' },
      screen: { type: 'string' },
      size: { type: 'string' },
      contrast: { type: 'boolean', default: false },
      calm: { type: 'boolean', default: false },
      read: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const size = values.size === undefined ? null : /^(\d{3,4})x(\d{3,4})$/.exec(values.size);
  if (values.size !== undefined && size === null) {
    process.stderr.write(`--size takes a width and a height, such as 1920x1080: ${values.size}\n`);
    return 2;
  }
  const gallery = await serveGallery();
  const window = await openGallery(gallery, {
    ...(size !== null && { size: { width: Number(size[1]), height: Number(size[2]) } }),
    forcedColors: values.contrast,
    reducedMotion: values.calm,
  });
  if (values.out === undefined) {
    process.stdout.write(`The gallery is open, and at ${gallery.url} too. Close its window to end.\n`);
    await new Promise<void>((resolve) => window.page.once('close', () => resolve()));
  } else {
    const folder = path.resolve(values.out);
    mkdirSync(folder, { recursive: true });
    const screens = window.screens.filter(
      (name) => values.screen === undefined || values.screen.split(',').includes(name),
    );
    for (const screen of screens) {
      for (const language of LANGUAGES) {
        for (const size of TEXT_SIZES) {
          await window.show(screen, language, size);
          const file = path.join(folder, `${screen}-${language}-${size}`);
          await window.page.screenshot({ path: `${file}.png` });
          if (values.read && size === 100)
            writeFileSync(`${file}.txt`, await window.page.locator('body').ariaSnapshot());
        }
      }
    }
    process.stdout.write(`${screens.length * LANGUAGES.length * TEXT_SIZES.length} pictures in ${folder}\n`);
  }
  await window.close();
  gallery.close();
  return 0;
}

process.exitCode = await main();
