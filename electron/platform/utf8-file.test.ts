import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSettingsText } from '../settings/settings-text.ts';
import { readUtf8 } from './utf8-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'utf8-'));
const file = join(folder, 'station.json');
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = '{"dataFolder":"/données"}';

it.each<[string, Buffer, string]>([
  ['windows-1252', Buffer.from(TEXT, 'latin1'), 'windows-1252'],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'UTF-16'],
  ['UTF-16 without one', Buffer.from(TEXT, 'utf16le'), 'UTF-16'],
])('From the field: a settings file saved as %s is refused by that name', (_, bytes, encoding) => {
  writeFileSync(file, bytes);
  expect(readUtf8(file)).toEqual({ ok: false, refusal: encoding });
  expect(readSettingsText(file)).toEqual({
    ok: false,
    refusal: { code: 'settings-encoding', file, field: '', reason: '', detail: encoding },
  });
});

it('UTF-8 is read, with and without a mark', () => {
  for (const mark of ['', '\uFEFF']) {
    writeFileSync(file, mark + TEXT);
    expect(readUtf8(file)).toEqual({ ok: true, value: TEXT });
  }
});
