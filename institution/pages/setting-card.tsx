import { useState, type ReactNode } from 'react';
import type { SettingKey, SettingRow } from '../../shared/settings/setting-rows.ts';
import { Alert, ErrorSummary, type FieldError } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { useIsHead } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';

type Listed = CallOutput<'settings.list'>['settings'];
export type CardProps = { readonly settings: Listed; readonly onSaved: () => void };

export function settingOf<K extends SettingKey>(settings: Listed, key: K): SettingRow<K> | null {
  const value = settings.find((setting) => setting.key === key)?.value ?? null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the institution saves no value of another shape
  return value as SettingRow<K> | null;
}

/** One card of settings, which is saved by itself and is in force at once. */
export function SettingCard(
  props: CardProps & {
    readonly title: string;
    readonly name: SettingKey;
    readonly errors?: readonly FieldError[];
    /** The rows to save; null is the station's default. */
    readonly rows: Readonly<Partial<Record<SettingKey, unknown>>>;
    readonly children: (errorOf: (id: string) => string | null) => ReactNode;
  },
) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const isHead = useIsHead();
  const form = useErrors(props.errors ?? []);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setSaved(false);
    if (!form.check()) return;
    for (const { key, ver } of props.settings) {
      if (!Object.hasOwn(props.rows, key)) continue;
      if ((await call('settings.set', { which: { key, ver }, value: props.rows[key] })) === null) return;
    }
    setSaved(true);
    props.onSaved();
  };
  return (
    <Card title={props.title} test={`setting-${props.name}`}>
      <div className="stack">
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        {saved && refusal === null && (
          <Alert tone="success" live="status" test={`setting-saved-${props.name}`}>
            {t('institution.settings.saved')}
          </Alert>
        )}
        {props.children(form.errorOf)}
        {isHead && (
          <div>
            <Button busy={busy !== null} test={`setting-save-${props.name}`} onPress={() => void save()}>
              {t('institution.save')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

export function isWithin(text: string, least: number, most: number): boolean {
  return /^\d+$/u.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

export function range(t: ReturnType<typeof useWording>['t'], least: number, most: number): string {
  return t('institution.settings.range', { least, most });
}
