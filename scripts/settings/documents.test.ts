import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../electron/settings/station-settings.ts';
import { repository } from '../setup/places.mjs';
import { settingsDocuments } from './documents.ts';
import { fields } from './fields.ts';
import { exampleSettings, leastSettings } from './page.ts';
import { adml, admx } from './policy-templates.ts';
import { fieldWords } from './words.ts';

const ids = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, id]) => id);

describe('what is made from the settings’ schema', () => {
  it('is committed as it would be made now (node scripts/settings-documents.ts)', async () => {
    for (const [path, text] of await settingsDocuments()) {
      const file = join(repository, path);
      expect(existsSync(file), path).toBe(true);
      expect(readFileSync(file, 'utf8'), path).toBe(text);
    }
  });

  it('has words for every field in both languages, and for no other', () => {
    expect(new Set(Object.keys(fieldWords))).toEqual(new Set(fields().map(({ path }) => path)));
    for (const [path, { en, fr }] of Object.entries(fieldWords)) {
      expect(en.meaning, path).not.toBe('');
      expect(fr.meaning, path).not.toBe(en.meaning);
    }
  });

  it('shows settings that a production station starts with', () => {
    for (const settings of [leastSettings, exampleSettings()])
      expect(
        checkSettings({ file: 'example', text: JSON.stringify(settings), policy: [] }, 'production'),
      ).toMatchObject({ ok: true });
  });

  it.each(['en', 'fr'] as const)(
    'says every string and presentation that the template asks for (%s)',
    (language) => {
      const words = adml(language);
      for (const kind of ['string', 'presentation']) {
        const asked = new Set(ids(admx(), new RegExp(`\\$\\(${kind}\\.([^)]+)\\)`, 'gu')));
        const said = new Set(ids(words, new RegExp(`<${kind} id="([^"]+)"`, 'gu')));
        expect(said).toEqual(asked);
      }
      const shown = ids(words, /refId="([^"]+)"/gu);
      expect(new Set(shown)).toEqual(new Set(ids(admx(), /<(?:text|multiText|enum) id="([^"]+)"/gu)));
    },
  );

  it('lets Group Policy set every field, by its own name', () => {
    expect(ids(admx(), /valueName="([^"]+)"/gu)).toEqual(fields().map(({ path }) => path));
  });
});
