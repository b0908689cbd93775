// node assets/icons/make-icons.mjs
// The icons of the packages, out of the drawing: PNG for Linux, one ICO for Windows. Needs librsvg2-bin.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const drawing = join(folder, 'child-link-station.svg');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];
const inIco = [16, 24, 32, 48, 64, 128, 256];

const pictures = new Map(
  sizes.map((size) => {
    const png = execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size), drawing]);
    writeFileSync(join(folder, `${size}x${size}.png`), png);
    return [size, png];
  }),
);

/** An ICO is a table of where each picture lies, and the pictures; PNG is allowed in it. */
function ico() {
  const head = Buffer.alloc(6 + 16 * inIco.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(inIco.length, 4);
  let at = head.length;
  inIco.forEach((size, index) => {
    const row = 6 + 16 * index;
    const png = pictures.get(size);
    head.writeUInt8(size % 256, row);
    head.writeUInt8(size % 256, row + 1);
    head.writeUInt16LE(1, row + 4);
    head.writeUInt16LE(32, row + 6);
    head.writeUInt32LE(png.length, row + 8);
    head.writeUInt32LE(at, row + 12);
    at += png.length;
  });
  return Buffer.concat([head, ...inIco.map((size) => pictures.get(size))]);
}

writeFileSync(join(folder, 'icon.ico'), ico());
