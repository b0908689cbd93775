import { useEffect, useRef, useState } from 'react';
import type { DeviceView } from '../../../shared/ipc/snapshot.ts';
import type { MediaDevice } from '../../../shared/hardware/attached.ts';
import { isSoundOf } from '../../../shared/hardware/choose-media.ts';
import { isListed } from '../../../shared/hardware/usb-identity.ts';
import type { CheckResult } from '../../../shared/session/entries.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { announce } from '../../components/live.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { CameraPreview } from './camera-preview.tsx';
import { CheckCard, useIsTrial, useRecord } from './check-card.tsx';
import { DeviceSelect } from './device-select.tsx';
import { useDeviceStream } from './media-devices.ts';
import { useMicrophoneLevel } from './microphone-level.ts';
import styles from './equipment.module.css';

export interface DeviceCheckProps {
  readonly result: CheckResult | undefined;
  readonly required: boolean;
  readonly devices: readonly MediaDevice[];
  readonly chosen: string | null;
  readonly onChoose: (deviceId: string) => void;
}

interface MediaCheckProps extends DeviceCheckProps {
  /** What is attached beside the chosen one. */
  readonly others: readonly MediaDevice[];
}

export interface HeadsetsView {
  readonly attached: readonly DeviceView[];
  /** Those that are allowed at this site. */
  readonly usable: readonly DeviceView[];
  /** The one that is being worn, as far as the station can tell. */
  readonly worn: DeviceView | undefined;
}

/** @param microphone the label of the chosen microphone: of two headsets, the one it belongs to is being worn */
export function useHeadsets(microphone: string): HeadsetsView {
  const { devices, allowed } = useStaff().hardware;
  const attached = devices.filter((device) => device.kind === 'headset');
  const usable = attached.filter((device) => isListed(allowed.headsets, device));
  return {
    attached,
    usable,
    worn: usable.find((device) => isSoundOf(device, { label: microphone })) ?? usable[0],
  };
}

/** The headset: the station sees that it is plugged in, a person that it is worn. */
export function HeadsetCheck(props: {
  readonly result: CheckResult | undefined;
  readonly headsets: HeadsetsView;
}) {
  const { result } = props;
  const { attached, usable, worn: headset } = props.headsets;
  const { t } = useWording();
  const isTrial = useIsTrial();
  const record = useRecord();
  const stranger = headset === undefined ? attached[0] : undefined;
  return (
    <CheckCard check="headset" result={result} required>
      <p className={styles['check-device']} data-test="headset-found" data-count={usable.length}>
        <Icon name={headset === undefined ? 'warning' : 'check'} />
        {headset !== undefined && t('equipment.headset', { name: headset.name })}
        {stranger !== undefined && t('equipment.headsetNotAllowed', { name: stranger.name })}
        {attached.length === 0 && t('equipment.noHeadset')}
      </p>
      {usable.length > 1 && <p className="small">{t('equipment.headsets', { count: usable.length })}</p>}
      <p className="small soft">{t(isTrial ? 'trial.headsetHint' : 'equipment.headsetHint')}</p>
      <Verdicts
        check="headset"
        result={result}
        pass={t('equipment.headsetPass')}
        disabled={headset === undefined}
        onPass={() => record('headset', 'pass', headset?.name ?? '')}
        onFail={() => record('headset', 'fail', headset?.name ?? '')}
      />
    </CheckCard>
  );
}

/** The microphone, with a live level that the facilitator sees move (R4). */
export function MicrophoneCheck(props: MediaCheckProps & { readonly onHeard: (isHeard: boolean) => void }) {
  const { result, devices, chosen, others, onChoose, onHeard } = props;
  const { t } = useWording();
  const isTrial = useIsTrial();
  const record = useRecord();
  const meter = useRef<HTMLMeterElement>(null);
  const opened = useDeviceStream('audio', chosen);
  const verdict = useMicrophoneLevel(opened.state === 'open' ? opened.stream : null, meter);
  const heard = verdict === 'heard';
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  useEffect(() => {
    if (heard) announce(t(isTrial ? 'trial.heard' : 'equipment.voice.heard'));
    onHeard(heard);
  }, [heard, isTrial, t, onHeard]);
  return (
    <CheckCard check="microphone" result={result} required>
      <DeviceSelect
        label={t('equipment.chooseMicrophone')}
        devices={devices}
        chosen={chosen}
        onChoose={onChoose}
        test="choose-microphone"
      />
      <OtherDevices devices={others} />
      {opened.state === 'failed' && (
        <Alert tone="warning">{t('equipment.cannotOpen', { reason: opened.reason })}</Alert>
      )}
      {opened.state === 'open' && (
        <>
          <meter
            className={styles['level']}
            ref={meter}
            min={0}
            max={1}
            low={1}
            optimum={1}
            aria-label={t('equipment.level')}
          />
          <p
            className={heard ? styles['check-good'] : 'soft'}
            data-test="microphone-verdict"
            data-heard={heard}
            data-verdict={verdict}
          >
            {heard && <Icon name="check" />}{' '}
            {isTrial && (verdict === 'listening' || verdict === 'heard')
              ? t(`trial.${verdict}`)
              : t(`equipment.voice.${verdict}`)}
          </p>
        </>
      )}
      <Verdicts
        check="microphone"
        result={result}
        pass={t('equipment.microphonePass')}
        disabled={!heard}
        onPass={() => record('microphone', 'pass', withOthers(name, others))}
        onFail={() => record('microphone', 'fail', withOthers(name, others))}
      />
    </CheckCard>
  );
}

/** The chosen webcam's live picture, never stored; only if the visit needs a webcam (R4). */
export function WebcamCheck(props: MediaCheckProps & { readonly onLive: (isLive: boolean) => void }) {
  const { result, required, devices, chosen, others, onChoose, onLive } = props;
  const { t } = useWording();
  const record = useRecord();
  const [wanted, setWanted] = useState(required);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  return (
    <CheckCard check="webcam" result={result} required={required} implied={wanted && chosen !== null}>
      {wanted ? (
        <>
          <DeviceSelect
            label={t('equipment.chooseCamera')}
            devices={devices}
            chosen={chosen}
            onChoose={onChoose}
            test="choose-camera"
          />
          <OtherDevices devices={others} />
          {chosen !== null && <CameraPreview deviceId={chosen} onLive={onLive} />}
          <Verdicts
            check="webcam"
            result={result}
            pass={t('equipment.webcamPass')}
            disabled={chosen === null}
            onPass={() => record('webcam', 'pass', withOthers(name, others))}
            onFail={() => record('webcam', 'fail', withOthers(name, others))}
          />
        </>
      ) : (
        <>
          <p className="soft">{t('equipment.webcamNotNeeded')}</p>
          <Button size="small" test="check-webcam-anyway" onPress={() => setWanted(true)}>
            {t('equipment.webcamAnyway')}
          </Button>
        </>
      )}
    </CheckCard>
  );
}

/** Says which other devices a page of the meeting could use (R41). */
function OtherDevices({ devices }: { readonly devices: readonly MediaDevice[] }) {
  const { t } = useWording();
  if (devices.length === 0) return null;
  const names = devices.map(({ label }, index) => label || t('equipment.unnamed', { number: index + 1 }));
  return (
    <p className={styles['check-device']} data-test="other-devices">
      <Icon name="warning" /> {t('equipment.otherDevices', { names: names.join(', ') })}
    </p>
  );
}

/** The detail of a result in the record: the device, and what was attached beside it. */
export function withOthers(name: string, others: readonly MediaDevice[]): string {
  return [name, ...others.map(({ label }) => `+ ${label}`)].join(' ');
}

function Verdicts(props: {
  readonly check: 'headset' | 'microphone' | 'webcam';
  readonly result: CheckResult | undefined;
  readonly pass: string;
  readonly disabled: boolean;
  readonly onPass: () => void;
  readonly onFail: () => void;
}) {
  const { t } = useWording();
  return (
    <div className="row">
      <Button
        size="small"
        disabled={props.disabled}
        pressed={props.result?.verdict === 'pass'}
        test={`check-${props.check}-pass`}
        onPress={props.onPass}
      >
        {props.pass}
      </Button>
      <Button
        size="small"
        pressed={props.result?.verdict === 'fail'}
        test={`check-${props.check}-fail`}
        onPress={props.onFail}
      >
        {t('equipment.problem')}
        <span className="visually-hidden"> ({t(`check.${props.check}`)})</span>
      </Button>
    </div>
  );
}
