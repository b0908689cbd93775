import { useState } from 'react';
import { type LocalText, textIn } from '../../shared/language/local-text.ts';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { RadioGroup } from '../../renderer/components/choice.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextArea, TextInput } from '../../renderer/components/field.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';

export type OrderAction = 'suspend' | 'resume' | 'terminate' | 'message';

export type SentOrder = {
  readonly directive: string;
  readonly session: string;
  readonly action: OrderAction;
  /** The visit may be over, and no more on the list, when this is shown. */
  readonly where: Where;
};

/** Where a visit is. */
type Where = { readonly location: LocalText; readonly station: string };

/** The room where the visit is; the station's name where it has none. */
export function placeOf({ location, station }: Where, language: 'en' | 'fr'): string {
  return textIn(location, language) || station;
}

const REASONS = ['security', 'count', 'lockdown', 'medical', 'other'] as const;
type Reason = (typeof REASONS)[number];
const IDS = { authority: 'order-authority', reason: 'order-reason', text: 'order-text' };
/** A station that hears of an order later than this has had other news: it must not obey then. */
const VALID_MINUTES = 15;

/** An order to the station of a visit, with its authority and reason (R45; CCRR 91). */
export function OrderDialog(props: {
  readonly action: OrderAction;
  readonly visit: Where & { readonly session: string };
  readonly onClose: () => void;
  readonly onSent: (order: SentOrder) => void;
}) {
  const { t, language } = useWording();
  const { action, visit, onClose, onSent } = props;
  const { session, location, station } = visit;
  const place = placeOf(visit, language);
  const { call, refusal, busy } = useInstitution();
  const [authority, setAuthority] = useState('');
  const [reason, setReason] = useState<Reason | null>(null);
  const [text, setText] = useState('');
  const isMessage = action === 'message';
  const asksReason = action === 'suspend' || action === 'terminate';
  const form = useErrors([
    ...(authority.trim() === '' ? [{ id: IDS.authority, text: t('institution.now.authorityMissing') }] : []),
    ...(asksReason && reason === null ? [{ id: IDS.reason, text: t('institution.now.reasonMissing') }] : []),
    ...((isMessage || asksReason) && text.trim() === ''
      ? [{ id: IDS.text, text: t('institution.now.textMissing') }]
      : []),
  ]);
  const submit = async () => {
    if (!form.check()) return;
    const issued = await call('directives.issue', {
      ...{ action, session, authority: authority.trim(), validMinutes: VALID_MINUTES },
      reason: { code: reason ?? 'other', text: text.trim() },
    });
    if (issued !== null) onSent({ directive: issued.id, session, action, where: { location, station } });
  };
  return (
    <Dialog
      title={t(`institution.now.order.${action}`, { place })}
      onClose={onClose}
      footer={
        <>
          <Button
            variant={action === 'terminate' ? 'danger' : 'primary'}
            busy={busy !== null}
            test="order-send"
            onPress={() => void submit()}
          >
            {t(`institution.now.act.${action}`)}
          </Button>
          <Button test="order-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t(`institution.now.does.${action}`)}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <TextInput
          id={IDS.authority}
          label={t('institution.now.authority')}
          hint={t('institution.now.authorityHint')}
          maxLength={200}
          value={authority}
          error={form.errorOf(IDS.authority)}
          onChange={setAuthority}
          test="order-authority"
        />
        {asksReason && (
          <RadioGroup
            id={IDS.reason}
            legend={t('institution.now.reason')}
            inline
            value={reason}
            error={form.errorOf(IDS.reason)}
            onChange={setReason}
            options={REASONS.map((value) => ({
              value,
              label: t(`institution.now.reasonIs.${value}`),
              test: `order-reason-${value}`,
            }))}
          />
        )}
        {(isMessage || asksReason) && (
          <TextArea
            id={IDS.text}
            label={t(isMessage ? 'institution.now.messageText' : 'institution.now.text')}
            hint={t('institution.now.textHint')}
            maxLength={500}
            value={text}
            error={form.errorOf(IDS.text)}
            onChange={setText}
            test="order-text"
          />
        )}
        {asksReason && <Alert tone="info">{t('institution.now.inform')}</Alert>}
      </div>
    </Dialog>
  );
}
