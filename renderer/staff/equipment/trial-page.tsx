import { useState } from 'react';
import { unchosenMedia } from '../../../shared/hardware/choose-media.ts';
import { formatTime } from '../../../shared/language/format.ts';
import type { CheckName, CheckResult } from '../../../shared/session/entries.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useStaff, useStaffNow } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { TrialContext, type RecordCheck } from './check-card.tsx';
import { HeadsetCheck, MicrophoneCheck, useHeadsets, WebcamCheck } from './device-checks.tsx';
import { useChosenDevices, useMediaDevices } from './media-devices.ts';
import { SoundCheck } from './sound-check.tsx';
import styles from './equipment.module.css';

const TRIED = ['headset', 'microphone', 'sound', 'webcam'] as const;
const ignore = (): void => undefined;

/**
 * Tries headset, microphone, sound and camera before a family comes. Nothing of it is recorded: every visit is checked
 * again (R4).
 */
export function TrialPage({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useWording();
  const { station } = useStaff();
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
  const passed = TRIED.every((check) => results[check]?.verdict === 'pass');
  const failed = TRIED.filter((check) => results[check]?.verdict === 'fail');
  const time = formatTime(answeredAt, station.zone, language);
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
      </div>
    </TrialContext>
  );
}
