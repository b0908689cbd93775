import { useState } from 'react';
import { formatDate, formatTime } from '../../shared/language/format.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { useWording } from '../../renderer/wording.ts';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

const PAGE = 100;

const ACTS = {
  'institution.set-up': 'institution.act.institution-set-up',
  'booking.booked': 'institution.act.booking-booked',
  'booking.changed': 'institution.act.booking-changed',
  'booking.cancelled': 'institution.act.booking-cancelled',
  'sites.imported': 'institution.act.sites-imported',
  'staff.added': 'institution.act.staff-added',
  'staff.changed': 'institution.act.staff-changed',
  'staff.reset': 'institution.act.staff-reset',
  'staff.removed': 'institution.act.staff-removed',
  'staff.pin-set': 'institution.act.staff-pin-set',
  'directive.issued': 'institution.act.directive-issued',
  'setting.changed': 'institution.act.setting-changed',
  'copy.taken': 'institution.act.copy-taken',
  'copy.key-made': 'institution.act.copy-key-made',
  'copy.restored': 'institution.act.copy-restored',
} as const;

function isAct(action: string): action is keyof typeof ACTS {
  return Object.hasOwn(ACTS, action);
}

/** Who did what and when, oldest first: an append-only chain, checked as it is read. */
export function AuditPage() {
  const { t, language } = useWording();
  const { zone } = useHost();
  const { call, refusal } = useInstitution();
  const [after, setAfter] = useState(0);
  const [page] = useList(() => call('audit.list', { after, limit: PAGE }), String(after));
  const nameOf = (id: string) => page?.names[id] ?? id;
  const last = page?.entries.at(-1);
  return (
    <>
      <PageHeader title={t('institution.audit.title')} lead={t('institution.audit.lead')} />
      <RefusalAlert refusal={refusal} />
      {page !== null && page.broken !== null && (
        <Alert tone="danger" live="alert">
          {t('institution.audit.broken', { seq: page.broken })}
        </Alert>
      )}
      {page !== null && (
        <div
          className={styles['scroll']}
          tabIndex={0}
          role="region"
          aria-label={t('institution.audit.title')}
        >
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('institution.audit.number')}</th>
                <th scope="col">{t('institution.audit.when')}</th>
                <th scope="col">{t('institution.audit.who')}</th>
                <th scope="col">{t('institution.audit.what')}</th>
                <th scope="col">{t('institution.audit.subject')}</th>
              </tr>
            </thead>
            <tbody>
              {page.entries.map(({ seq, at, actor, action, subject }) => (
                <tr key={seq}>
                  <td className="numbers">{seq}</td>
                  <td>
                    {formatDate(Date.parse(at), zone, language)}, {formatTime(Date.parse(at), zone, language)}
                  </td>
                  <td>{nameOf(actor)}</td>
                  <td>{isAct(action) ? t(ACTS[action]) : action}</td>
                  <td>{action.startsWith('staff.') ? nameOf(subject) : subject}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="row">
        {after > 0 && (
          <Button test="audit-first" onPress={() => setAfter(0)}>
            {t('institution.audit.first')}
          </Button>
        )}
        {page !== null && last !== undefined && page.entries.length === PAGE && (
          <Button test="audit-more" onPress={() => setAfter(last.seq)}>
            {t('institution.audit.more')}
          </Button>
        )}
      </div>
    </>
  );
}
