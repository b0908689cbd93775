import { useState } from 'react';
import { formatDate, formatTime, formatWhen } from '../../shared/language/format.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { DeliveredAlert } from './delivered-alert.tsx';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

const PAGE = 100;

const ACTS = {
  'staff.invited': 'institution.act.staff-invited',
  'station.revoked': 'institution.act.station-revoked',
  'station.codes': 'institution.act.station-codes',
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
  'records.rules-set': 'institution.act.records-rules-set',
  'records.exported': 'institution.act.records-exported',
  'sheet.exported': 'institution.act.sheet-exported',
  'records.observed': 'institution.act.records-observed',
  'records.held': 'institution.act.records-held',
  'records.released': 'institution.act.records-released',
  'records.erased': 'institution.act.records-erased',
  'institution.exported': 'institution.act.institution-exported',
  'institution.taken-over': 'institution.act.institution-taken-over',
  'copy.taken': 'institution.act.copy-taken',
  'copy.key-made': 'institution.act.copy-key-made',
  'copy.restored': 'institution.act.copy-restored',
} as const;

function isAct(action: string): action is keyof typeof ACTS {
  return Object.hasOwn(ACTS, action);
}

/** The actor of what was done with `child-link-institution` itself. */
const COMMAND_LINE = 'command-line';

/** Who did what and when, newest first: an append-only chain, checked as it is read. */
export function AuditPage() {
  const { t, language } = useWording();
  const { zone, now } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [delivered, setDelivered] = useState<CallOutput<'audit.export'> | null>(null);
  /** Null for the newest. */
  const [after, setAfter] = useState<number | null>(null);
  const [page] = useList(() => call('audit.list', { after, limit: PAGE }), String(after));
  const nameOf = (id: string) =>
    id === COMMAND_LINE ? t('institution.audit.commandLine') : (page?.names[id] ?? id);
  const first = page?.entries[0]?.seq ?? 1;
  return (
    <>
      <PageHeader
        title={t('institution.audit.title')}
        lead={t('institution.audit.lead')}
        aside={
          <Button
            test="audit-export"
            busy={busy === 'audit.export'}
            onPress={() => void call('audit.export', { language }).then(setDelivered)}
          >
            {t('institution.audit.export')}
          </Button>
        }
      />
      <RefusalAlert refusal={refusal} />
      <DeliveredAlert delivered={delivered} />
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
                <th scope="col">{t('institution.audit.detail')}</th>
              </tr>
            </thead>
            <tbody>
              {page.entries.toReversed().map(({ seq, at, actor, action, subject, detail }) => (
                <tr key={seq}>
                  <td className="numbers">{seq}</td>
                  <td>
                    {formatDate(Date.parse(at), zone, language)}, {formatTime(Date.parse(at), zone, language)}
                  </td>
                  <td>{nameOf(actor)}</td>
                  <td>{isAct(action) ? t(ACTS[action]) : action}</td>
                  <td>{action.startsWith('staff.') ? nameOf(subject) : subject}</td>
                  <td>{detailText(detail, t, (at) => formatWhen(at, now(), zone, language))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="row">
        {after !== null && (
          <Button test="audit-newest" onPress={() => setAfter(null)}>
            {t('institution.audit.newest')}
          </Button>
        )}
        {first > 1 && (
          <Button test="audit-earlier" onPress={() => setAfter(Math.max(0, first - 1 - PAGE))}>
            {t('institution.audit.earlier')}
          </Button>
        )}
      </div>
    </>
  );
}

const DETAILS = {
  from: 'institution.audit.detailOf.from',
  to: 'institution.audit.detailOf.to',
  notified: 'institution.audit.detailOf.notified',
  roles: 'institution.audit.detailOf.roles',
  validUntil: 'institution.audit.detailOf.validUntil',
  added: 'institution.audit.detailOf.added',
  changed: 'institution.audit.detailOf.changed',
  withdrawn: 'institution.audit.detailOf.withdrawn',
  stopped: 'institution.audit.detailOf.stopped',
  action: 'institution.audit.detailOf.action',
  reason: 'institution.audit.detailOf.reason',
  session: 'institution.audit.detailOf.session',
  by: 'institution.audit.detailOf.by',
  source: 'institution.audit.detailOf.source',
  booking: 'institution.audit.detailOf.booking',
  visit: 'institution.audit.detailOf.visit',
  reported: 'institution.audit.detailOf.reported',
  bookings: 'institution.audit.detailOf.booking',
  visits: 'institution.audit.detailOf.visit',
  rows: 'institution.audit.detailOf.visit',
  people: 'institution.audit.detailOf.people',
  staff: 'institution.audit.detailOf.staff',
  sites: 'institution.audit.detailOf.sites',
  schedule: 'institution.audit.detailOf.booking',
  'past-bookings': 'institution.audit.detailOf.pastBookings',
  notifications: 'institution.audit.detailOf.notified',
  settings: 'institution.audit.detailOf.settings',
  holds: 'institution.audit.detailOf.holds',
  audit: 'institution.audit.detailOf.audit',
  head: 'institution.audit.detailOf.head',
} as const;

/** The words for codes, by the name of the detail. */
const VALUES = {
  'roles.facilitator': 'role.facilitator',
  'roles.tracking': 'role.tracking',
  'roles.head': 'role.head',
  'roles.it': 'role.it',
  'roles.scheduler': 'role.scheduler',
  'action.suspend': 'institution.audit.order.suspend',
  'action.resume': 'institution.audit.order.resume',
  'action.terminate': 'institution.audit.order.terminate',
  'action.message': 'institution.audit.order.message',
  'reason.security': 'institution.now.reasonIs.security',
  'reason.count': 'institution.now.reasonIs.count',
  'reason.lockdown': 'institution.now.reasonIs.lockdown',
  'reason.medical': 'institution.now.reasonIs.medical',
  'reason.other': 'institution.now.reasonIs.other',
  'by.inmate': 'institution.cancel.party.inmate',
  'by.visitor': 'institution.cancel.party.visitor',
  'by.site': 'institution.cancel.party.site',
  'by.institution': 'institution.cancel.party.institution',
  'source.site': 'institution.cancel.party.site',
  'source.staff': 'tracking.value.source.staff',
} as const;
type Detail = CallOutput<'audit.list'>['entries'][number]['detail'];

/** `Start before: today 13:30; Notified: 2`: what an act changed, in words where there are some. */
function detailText(
  detail: Detail,
  t: ReturnType<typeof useWording>['t'],
  when: (atMs: number) => string,
): string {
  const wordOf = (name: string, text: string) => {
    const code = `${name}.${text}`;
    return isValue(code) ? t(VALUES[code]) : text;
  };
  return Object.entries(detail)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([key, value]) => {
      const name = isDetail(key) ? t(DETAILS[key]) : key;
      return t('tracking.pair', { name, value: valueText(value, when, (text) => wordOf(key, text)) });
    })
    .join('; ');
}

function isDetail(key: string): key is keyof typeof DETAILS {
  return Object.hasOwn(DETAILS, key);
}

function isValue(code: string): code is keyof typeof VALUES {
  return Object.hasOwn(VALUES, code);
}

function valueText(
  value: Detail[string] | undefined,
  when: (atMs: number) => string,
  word: (text: string) => string,
): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/u.test(value)) return when(Date.parse(value));
  if (Array.isArray(value)) return value.map((part) => valueText(part, when, word)).join(', ');
  return typeof value === 'object' || value === undefined ? '–' : word(String(value));
}
