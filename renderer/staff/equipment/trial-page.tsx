import { useCallback, useState } from 'react';
import { unchosenMedia } from '../../../shared/hardware/choose-media.ts';
import { formatTime } from '../../../shared/language/format.ts';
import type { PrintedFile } from '../../../shared/ipc/snapshot.ts';
import { CHECK_NAMES, type CheckName, type CheckResult } from '../../../shared/session/entries.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useStaff, useStaffNow, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { PrintedFileAlert } from '../printed-file.tsx';
import { AutomaticRows } from './automatic-checks.tsx';
import { TrialContext, type RecordCheck } from './check-card.tsx';
import { HeadsetCheck, MicrophoneCheck, useHeadsets, WebcamCheck } from './device-checks.tsx';
import { useChosenDevices, useMediaDevices } from './media-devices.ts';
import { SoundCheck } from './sound-check.tsx';
import { TrialMeeting } from './trial-meeting.tsx';
import styles from './equipment.module.css';

const TRIED = ['headset', 'microphone', 'sound', 'webcam'] as const;
const ignore = (): void => undefined;

/**
 * Tries headset, microphone, sound and camera before a family comes. Nothing of it is recorded: every visit is checked
 * again (R4).
 */
export function TrialPage({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useWording();
  const { station, trialMeeting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const [printed, setPrinted] = useState<PrintedFile | null>(null);
  const now = useStaffNow();
  const devices = useMediaDevices();
  const [chosen, choose] = useChosenDevices(devices);
  const [results, setResults] = useState<Partial<Record<CheckName, CheckResult>>>({});
  const [answeredAt, setAnsweredAt] = useState(now);
  const record: RecordCheck = (check, verdict, detail) => {
    setResults((before) => ({ ...before, [check]: { verdict, detail } }));
    setAnsweredAt(now);
  };
  const headsets = useHeadsets(
    devices.microphones.find(({ deviceId }) => deviceId === chosen.microphone)?.label ?? '',
  );
  const failed = CHECK_NAMES.filter((check) => results[check]?.verdict === 'fail');
  const passed = failed.length === 0 && TRIED.every((check) => results[check]?.verdict === 'pass');
  const time = formatTime(answeredAt, station.zone, language);
  const runChecks = useCallback(async () => {
    const answer = await call('trial.run-checks', null);
    if (answer?.ok !== true) return;
    const found = Object.fromEntries(answer.value.results.map(({ check, result }) => [check, result]));
    setResults((before) => ({ ...before, ...found }));
  }, [call]);
  const write = async () => {
    const checks = Object.fromEntries(
      Object.entries(results).map(([check, { verdict }]) => [check, verdict]),
    );
    const answer = await call('trial.write', { checks });
    if (answer?.ok === true) setPrinted(answer.value);
  };
  if (trialMeeting === 'open') return <TrialMeeting />;
  return (
    <TrialContext value={record}>
      <div className="page stack">
        <PageHeader
          title={t('trial.title')}
          lead={t('trial.lead')}
          aside={
            <Button test="trial-close" onPress={onClose}>
              {t('walkUp.back')}
            </Button>
          }
        />
        <RefusalNotice />
        <PrintedFileAlert printed={printed} />
        {passed && (
          <Alert tone="success" live="status" test="trial-ready">
            {t('trial.ready', { time })}
          </Alert>
        )}
        {failed.length > 0 && (
          <Alert tone="warning" live="status" test="trial-failed">
            {t('trial.failed', { checks: failed.map((check) => t(`check.${check}`)).join(', '), time })}
          </Alert>
        )}
        <div className={styles['checks']}>
          <HeadsetCheck result={results.headset} headsets={headsets} />
          <MicrophoneCheck
            result={results.microphone}
            required
            devices={devices.microphones}
            chosen={chosen.microphone}
            others={unchosenMedia(devices.attached, 'microphone', chosen)}
            onChoose={(microphone) => choose({ microphone })}
            onHeard={ignore}
          />
          <SoundCheck
            result={results.sound}
            echo={results.echo}
            microphone={chosen.microphone}
            also={[]}
            required
            devices={devices.speakers}
            chosen={chosen.speaker}
            onChoose={(speaker) => choose({ speaker })}
          />
          <WebcamCheck
            result={results.webcam}
            required
            devices={devices.cameras}
            chosen={chosen.camera}
            others={unchosenMedia(devices.attached, 'camera', chosen)}
            onChoose={(camera) => choose({ camera })}
            onLive={ignore}
          />
        </div>
        <AutomaticRows checks={results} busy={busy === 'trial.run-checks'} onRun={() => void runChecks()} />
        <Card title={t('trial.meetingTitle')}>
          {trialMeeting === 'none' ? (
            <p className="soft">{t('trial.noMeeting')}</p>
          ) : (
            <div className="stack stack-tight">
              <p>{t('trial.meetingLead')}</p>
              <div>
                <Button
                  icon="play"
                  busy={busy === 'trial.open-meeting'}
                  test="trial-meeting-open"
                  onPress={() => void call('trial.open-meeting', null)}
                >
                  {t('trial.openMeeting')}
                </Button>
              </div>
            </div>
          )}
        </Card>
        <div>
          <Button
            icon="list"
            busy={busy === 'trial.write'}
            disabled={!passed && failed.length === 0}
            test="trial-write"
            onPress={() => void write()}
          >
            {t('trial.write')}
          </Button>
        </div>
      </div>
    </TrialContext>
  );
}
