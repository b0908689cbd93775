import { formatBytes, formatCount, formatDate, formatWhen, zoneName } from '../../shared/language/format.ts';
import type { ItView } from '../../shared/ipc/it-view.ts';
import { Card, Facts } from '../components/status.tsx';
import { useStaff } from '../store.ts';
import { useReportMedia } from '../staff/equipment/media-devices.ts';
import { SyncDetail, useSyncText } from '../staff/sync-line.tsx';
import { useWording } from '../wording.ts';
import styles from './it.module.css';

export function DeviceCard() {
  const { t } = useWording();
  const { devices } = useStaff().hardware;
  useReportMedia();
  return (
    <Card title={t('it.devices')} test="it-devices">
      {devices.length === 0 ? (
        <p>{t('it.noDevices')}</p>
      ) : (
        <ul className={styles['it-devices']}>
          {devices.map(({ id, kind, name }) => (
            <li key={`${kind} ${id}`}>
              <span className="soft">{t(`it.device.${kind}`)}</span> <span>{name}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function LockCard() {
  const { t, language } = useWording();
  const { lock, station } = useStaff();
  return (
    <Card title={t('it.lock')} test="it-lock">
      <Facts
        rows={[
          [t('it.lockState'), t(`it.lockStates.${lock.state}`)],
          [t('it.lockKind'), <code key="kind">{lock.kind}</code>],
          ...(lock.detail === '' ? [] : [[t('it.detail'), <code key="detail">{lock.detail}</code>] as const]),
          ...(lock.proof === null
            ? []
            : [
                [
                  t('it.when'),
                  formatWhen(Date.parse(lock.proof.verifiedAt), station.now, station.zone, language),
                ] as const,
              ]),
        ]}
      />
    </Card>
  );
}

export function RecordCard({ view: { record, disk } }: { readonly view: ItView }) {
  const { t, language } = useWording();
  const count = (value: number) => formatCount(value, language);
  const bytes = (value: number | null) => (value === null ? t('it.unknown') : formatBytes(value, language));
  return (
    <Card title={t('it.record')} test="it-record">
      <Facts
        rows={[
          [t('it.chain'), <code key="chain">{record.chain}</code>],
          [t('it.entries'), count(record.entries)],
          [t('it.acknowledged'), count(record.acknowledged)],
          [t('it.settled'), count(record.settled)],
          [t('it.recordSize'), bytes(disk.recordBytes)],
          [t('it.free'), bytes(disk.freeBytes)],
        ]}
      />
    </Card>
  );
}

export function ServerCard({ view: { server, feeds } }: { readonly view: ItView }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const sync = useSyncText();
  const when = (at: number | null) =>
    at === null ? t('it.never') : formatWhen(at, station.now, station.zone, language);
  return (
    <Card title={t('it.institution')} test="it-server">
      <div className="stack stack-tight">
        <Facts
          rows={[
            [
              t('it.address'),
              server === null ? (
                t('it.afterSignIn')
              ) : (
                <code key="address">{server.address ?? t('it.none')}</code>
              ),
            ],
            [t('it.sync'), sync],
          ]}
        />
        <SyncDetail />
        <table className={styles['it-feeds']}>
          <caption className="visually-hidden">{t('it.lists')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('it.list')}</th>
              <th scope="col">{t('it.received')}</th>
              <th scope="col">{t('it.expires')}</th>
            </tr>
          </thead>
          <tbody>
            {feeds.map(({ feed, receivedAt, expiresAt }) => (
              <tr key={feed}>
                <th scope="row">{t(`it.feed.${feed}`)}</th>
                <td>{when(receivedAt)}</td>
                <td>{when(expiresAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

export function KeyCard({ view: { keys, server } }: { readonly view: ItView }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const [kind = '', store] = keys.store.split(':');
  const named = kind === 'file' || kind === 'safe-storage' ? t(`it.keyStores.${kind}`) : kind;
  const keyStore = store === undefined ? named : `${named} (${store})`;
  const certificateText = (): string => {
    if (server === null) return t('it.afterSignIn');
    const { address, certificate } = server;
    if (certificate === null) return t(address === null ? 'it.none' : 'it.noCertificate');
    const { issuer, validUntil } = certificate;
    if (validUntil === null) return t('it.unknown');
    return t('it.certificateSays', { issuer, date: formatDate(validUntil, station.zone, language) });
  };
  return (
    <Card title={t('it.keys')} test="it-keys">
      <Facts
        rows={[
          [t('it.keyStore'), keyStore],
          [t('it.stationKey'), <code key="station">{keys.station ?? t('it.none')}</code>],
          [t('it.serverKey'), <code key="server">{keys.server ?? t('it.none')}</code>],
          [t('it.certificate'), certificateText()],
        ]}
      />
    </Card>
  );
}

export function MachineCard({ view: { clock, versions } }: { readonly view: ItView }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const { enrolment, zone } = station;
  return (
    <Card title={`${t('it.clock')} · ${t('it.versions')}`} test="it-machine">
      <Facts
        rows={[
          [t('it.clock'), t(`it.clockStatus.${clock.status}`)],
          [
            t('it.offset'),
            clock.offsetMs === null
              ? t('it.unknown')
              : t('it.seconds', { seconds: Math.round(clock.offsetMs / 1000) }),
          ],
          [t('it.zone'), `${zoneName(zone, station.now, language)} (${zone})`],
          [t('it.station'), enrolment?.station ?? t('it.none')],
          ['Child Link', `${versions.app} (${versions.build})`],
          ['Electron', versions.electron],
          ['Chromium', versions.chromium],
          ['Node.js', versions.node],
          ['SQLite', versions.sqlite],
          [t('it.system'), versions.system],
        ]}
      />
    </Card>
  );
}
