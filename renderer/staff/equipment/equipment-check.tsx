import { unchosenMedia } from '../../../shared/hardware/choose-media.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { ProgressBar } from '../../components/status.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { EndWithoutVisit } from '../session/end-without-visit.tsx';
import { AutomaticChecks } from './automatic-checks.tsx';
import { HeadsetCheck, MicrophoneCheck, WebcamCheck } from './device-checks.tsx';
import { HardwareTroubles } from './hardware-troubles.tsx';
import { useChosenDevices, useMediaDevices } from './media-devices.ts';
import { BeforeNotice } from '../session/before-notice.tsx';
import { OverrideForm } from './override-form.tsx';
import { SignCheck } from './sign-check.tsx';
import { SoundCheck } from './sound-check.tsx';
import { classes } from '../../components/classes.ts';
import styles from './equipment.module.css';

/**
 * Equipment and settings, confirmed at the start of each session (R4). Devices are open only while this is shown.
 * @param onDone set when staff came back from a later step: leaves without confirming again
 */
export function EquipmentCheck(props: { readonly snapshot: SessionSnapshot; readonly onDone?: () => void }) {
  const { snapshot, onDone } = props;
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.confirm-settings');
  const devices = useMediaDevices();
  const [chosen, choose] = useChosenDevices(devices);
  const { checks } = snapshot.session;
  const required = snapshot.requiredChecks;
  const webcam = required.includes('webcam');
  const microphone = devices.microphones.find((device) => device.deviceId === chosen.microphone);
  const { blocking } = snapshot;
  const passed = required.filter((name) => checks[name] !== undefined && !blocking.includes(name));
  const open = required.filter((name) => !passed.includes(name));
  const failed = required.filter((name) => checks[name]?.verdict === 'fail');

  return (
    <>
      <PageHeader title={t('equipment.title')} aside={<p className="soft small">{t('equipment.lead')}</p>} />
      <RefusalNotice />
      <div className={styles['checks']}>
        <HeadsetCheck result={checks.headset} microphone={microphone?.label ?? ''} />
        <MicrophoneCheck
          result={checks.microphone}
          required
          devices={devices.microphones}
          chosen={chosen.microphone}
          others={unchosenMedia(devices.attached, 'microphone', chosen)}
          onChoose={(microphone) => choose({ microphone })}
        />
        <SoundCheck
          result={checks.sound}
          echo={checks.echo}
          microphone={chosen.microphone}
          required
          devices={devices.speakers}
          chosen={chosen.speaker}
          onChoose={(speaker) => choose({ speaker })}
        />
        <WebcamCheck
          result={checks.webcam}
          required={webcam}
          devices={devices.cameras}
          chosen={chosen.camera}
          others={unchosenMedia(devices.attached, 'camera', chosen)}
          onChoose={(camera) => choose({ camera })}
        />
      </div>
      <SignCheck result={checks.sign} />
      <HardwareTroubles />
      <AutomaticChecks snapshot={snapshot} />
      <OverrideForm snapshot={snapshot} />
      {onDone === undefined && <BeforeNotice />}
      <div className={styles['action-bar']}>
        <div className={styles['action-bar-progress']}>
          <p className="strong" role="status" data-test="checks-passed">
            {t('equipment.passed', { count: passed.length, total: required.length })}
          </p>
          <ProgressBar
            label={t('equipment.passed', { count: passed.length, total: required.length })}
            value={passed.length}
            max={required.length}
            tone="good"
          />
          {failed.length > 0 && (
            <p className={classes('small', styles['check-failed'])} data-test="checks-failed">
              {t('equipment.failed', { checks: failed.map((name) => t(`check.${name}`)).join(', ') })}
            </p>
          )}
          {open.length > 0 && open.length <= 4 && failed.length === 0 && (
            <p className="small soft">
              {t('equipment.open', { checks: open.map((name) => t(`check.${name}`)).join(', ') })}
            </p>
          )}
        </div>
        <EndWithoutVisit session={snapshot.session.id} />
        {onDone !== undefined && (
          <Button test="back-to-notice" onPress={onDone}>
            {t('common.back')}
          </Button>
        )}
        <Button
          variant="primary"
          size="large"
          icon="arrow"
          disabled={open.length > 0}
          busy={busy}
          test="confirm-settings"
          onPress={() =>
            void call('session.confirm-settings', null).then((answer) => {
              if (answer?.ok !== true) return;
              if (onDone === undefined) void call('session.show-notice', null);
              else onDone();
            })
          }
        >
          {t(onDone === undefined ? 'equipment.confirmAndShow' : 'equipment.confirm')}
        </Button>
      </div>
      {devices.listed && devices.microphones.length === 0 && (
        <Alert tone="warning">{t('equipment.noMicrophone')}</Alert>
      )}
    </>
  );
}
