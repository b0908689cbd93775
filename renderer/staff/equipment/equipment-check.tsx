import { useState } from 'react';
import { unchosenMedia } from '../../../shared/hardware/choose-media.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { EndWithoutVisit } from '../session/end-without-visit.tsx';
import { AutomaticChecks } from './automatic-checks.tsx';
import { HeadsetCheck, MicrophoneCheck, useHeadsets, WebcamCheck, withOthers } from './device-checks.tsx';
import { HardwareTroubles } from './hardware-troubles.tsx';
import type { ImpliedCheck } from './check-card.tsx';
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
  const [isHeard, setHeard] = useState(false);
  const [isLive, setLive] = useState(false);
  const headsets = useHeadsets(microphone?.label ?? '');
  const camera = devices.cameras.find((device) => device.deviceId === chosen.camera);
  const otherMicrophones = unchosenMedia(devices.attached, 'microphone', chosen);
  const otherCameras = unchosenMedia(devices.attached, 'camera', chosen);
  const unanswered = (list: readonly ImpliedCheck[]) =>
    list.filter(({ check }) => required.includes(check) && checks[check] === undefined);
  const bySound = unanswered([
    ...(headsets.worn === undefined ? [] : [{ check: 'headset', detail: headsets.worn.name } as const]),
    ...(isHeard
      ? [{ check: 'microphone', detail: withOthers(microphone?.label ?? '', otherMicrophones) } as const]
      : []),
  ]);
  const byConfirming = unanswered([
    ...(isLive ? [{ check: 'webcam', detail: withOthers(camera?.label ?? '', otherCameras) } as const] : []),
    { check: 'sign', detail: '' },
  ]);
  const open = required.filter(
    (name) => !passed.includes(name) && !byConfirming.some(({ check }) => check === name),
  );
  const failed = required.filter((name) => checks[name]?.verdict === 'fail');

  const confirm = async () => {
    for (const { check, detail } of byConfirming)
      await call('session.record-check', {
        check,
        result: { verdict: 'pass', detail: detail.slice(0, 300) },
      });
    const answer = await call('session.confirm-settings', null);
    if (answer?.ok !== true) return;
    if (onDone === undefined) void call('session.show-notice', null);
    else onDone();
  };

  return (
    <>
      <div className={styles['title']}>
        <PageHeader title={t('equipment.title')} />
      </div>
      <RefusalNotice />
      <div className={styles['checks']}>
        <HeadsetCheck result={checks.headset} headsets={headsets} />
        <MicrophoneCheck
          result={checks.microphone}
          required
          devices={devices.microphones}
          chosen={chosen.microphone}
          others={otherMicrophones}
          onChoose={(microphone) => choose({ microphone })}
          onHeard={setHeard}
        />
        <SoundCheck
          result={checks.sound}
          echo={checks.echo}
          microphone={chosen.microphone}
          also={bySound}
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
          others={otherCameras}
          onChoose={(camera) => choose({ camera })}
          onLive={setLive}
        />
      </div>
      <HardwareTroubles />
      <AutomaticChecks snapshot={snapshot} />
      <OverrideForm snapshot={snapshot} />
      {onDone === undefined && <BeforeNotice needs={snapshot.session.booking.needs ?? []} />}
      <div className={styles['action-bar']}>
        {checks.sign?.verdict !== 'pass' && (
          <SignCheck
            result={checks.sign}
            withPicture={byConfirming.some(({ check }) => check === 'webcam')}
          />
        )}
        <div className={styles['action-bar-progress']}>
          <p className="strong" role="status" data-test="checks-passed">
            {t('equipment.passed', { count: passed.length, total: required.length })}
          </p>
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
          onPress={() => void confirm()}
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
