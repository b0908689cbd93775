import { toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { readSetting, SETTING_KEYS, type SettingKey } from '../../shared/settings/setting-rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { readZoneTable } from '../../shared/zones/zone-table-schema.ts';
import { recordAct } from './audit.ts';
import { change, type Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';

/** `value` null: the station's default applies. `ver` 0: it was never set. */
export type ListedSetting = { readonly key: SettingKey; readonly value: Json | null; readonly ver: number };

export interface Settings {
  list(): Promise<readonly ListedSetting[]>;
  /** `ver`: of the row that the person has seen. Null puts the station's default back. */
  set(
    actor: string,
    which: { readonly key: SettingKey; readonly ver: number },
    value: unknown,
  ): Promise<Outcome<null>>;
  /** Sends stations a zone table newer than their program's (SYNC.md, `time-zones`). Returns its tz release. */
  setTimeZones(actor: string, table: unknown): Promise<Outcome<string>>;
}

const TIME_ZONES = 'time-zones';

/** What the institution chooses for its station: valid before it is saved, in force at once. */
export function createSettings(context: Context): Settings {
  return {
    list: () =>
      context.store.read((reader) =>
        Promise.all(
          SETTING_KEYS.map(async (key) => {
            const found = await reader.row('settings', key);
            return { key, value: found?.row ?? null, ver: found?.ver ?? 0 };
          }),
        ),
      ),
    set: (actor, { key, ver }, value) =>
      change(context, ['settings'], async (writer) => {
        const found = await writer.row('settings', key);
        if ((found?.ver ?? 0) !== ver) return refuse('setting-changed');
        if (value === null) await writer.remove('settings', key);
        else {
          const row = readSetting(key, value);
          if (row === null) return refuse('setting-invalid', { key });
          await writer.put('settings', key, row);
        }
        const at = toInstant(context.clock.now());
        await recordAct(writer, { at, actor, action: 'setting.changed', subject: key, detail: {} });
        return ok(null);
      }),
    setTimeZones: (actor, given) =>
      change(context, ['settings'], async (writer) => {
        const table = readZoneTable(given);
        if (table === null) return refuse('setting-invalid', { key: TIME_ZONES });
        await writer.put('settings', TIME_ZONES, table);
        const at = toInstant(context.clock.now());
        const detail = { tz: table.tz };
        await recordAct(writer, { at, actor, action: 'setting.changed', subject: TIME_ZONES, detail });
        return ok(table.tz);
      }),
  };
}
