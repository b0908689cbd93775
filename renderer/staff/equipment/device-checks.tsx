import { useEffect, useRef, useState } from 'react';
import testSound from '../../../assets/sounds/test-sound.wav';
import type { CheckResult } from '../../../shared/session/entries.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { announce } from '../../components/live.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { CheckCard, useRecord } from './check-card.tsx';
import { useDeviceStream } from './media-devices.ts';
import { useMicrophoneLevel } from './microphone-level.ts';

interface DeviceCheckProps {
  readonly result: CheckResult | undefined;
  readonly required: boolean;
  readonly devices: readonly MediaDeviceInfo[];
  readonly chosen: string | null;
  readonly onChoose: (deviceId: string) => void;
}

/** The headset itself: the station sees it plugged in, a person sees it worn. */
export function HeadsetCheck({ result }: Pick<DeviceCheckProps, 'result'>) {
  const { t } = useWording();
  const record = useRecord();
  const headset = useStaff().hardware.devices.find((device) => device.kind === 'headset');
  return (
    <CheckCard check="headset" result={result} required>
      <p className="check-device">
        <Icon name={headset === undefined ? 'warning' : 'check'} />
        {headset === undefined ? t('equipment.noHeadset') : t('equipment.headset', { name: headset.name })}
      </p>
      <p className="small soft">{t('equipment.headsetHint')}</p>
      <Verdicts
        check="headset"
        pass={t('equipment.headsetPass')}
        disabled={headset === undefined}
        onPass={() => record('headset', 'pass', headset?.name ?? '')}
        onFail={() => record('headset', 'fail', headset?.name ?? '')}
      />
    </CheckCard>
  );
}

/** The microphone: its level moves when someone speaks, and the facilitator sees it move (R4). */
export function MicrophoneCheck({ result, devices, chosen, onChoose }: DeviceCheckProps) {
  const { t } = useWording();
  const record = useRecord();
  const meter = useRef<HTMLMeterElement>(null);
  const opened = useDeviceStream('audio', chosen);
  const heard = useMicrophoneLevel(opened.state === 'open' ? opened.stream : null, meter);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  useEffect(() => {
    if (heard) announce(t('equipment.heard'));
  }, [heard, t]);
  return (
    <CheckCard check="microphone" result={result} required>
      <DeviceSelect
        label={t('equipment.chooseMicrophone')}
        devices={devices}
        chosen={chosen}
        onChoose={onChoose}
        test="choose-microphone"
      />
      {opened.state === 'failed' ? (
        <Alert tone="warning">{t('equipment.cannotOpen', { reason: opened.reason })}</Alert>
      ) : (
        <>
          <meter className="level" ref={meter} min={0} max={1} aria-label={t('equipment.level')} />
          <p className={heard ? 'check-good' : 'soft'} data-test="microphone-verdict" data-heard={heard}>
            {heard && <Icon name="check" />} {t(heard ? 'equipment.heard' : 'equipment.speak')}
          </p>
        </>
      )}
      <Verdicts
        check="microphone"
        pass={t('equipment.microphonePass')}
        disabled={!heard}
        onPass={() => record('microphone', 'pass', name)}
        onFail={() => record('microphone', 'fail', name)}
      />
    </CheckCard>
  );
}

/** A test sound in the chosen output; a person answers whether it was heard (R4). */
export function SoundCheck({ result, devices, chosen, onChoose }: DeviceCheckProps) {
  const { t } = useWording();
  const record = useRecord();
  const [played, setPlayed] = useState(false);
  const [failed, setFailed] = useState(false);
  const audio = useRef<HTMLAudioElement | null>(null);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  useEffect(() => () => audio.current?.pause(), []);
  const play = async () => {
    audio.current?.pause();
    const sound = new Audio(testSound);
    audio.current = sound;
    setFailed(false);
    try {
      if (chosen !== null) await sound.setSinkId(chosen);
      await sound.play();
    } catch {
      // The output was unplugged or is refused: the facilitator is told and chooses another.
      setFailed(true);
    }
    setPlayed(true);
  };
  return (
    <CheckCard check="sound" result={result} required>
      <DeviceSelect
        label={t('equipment.chooseSpeaker')}
        devices={devices}
        chosen={chosen}
        onChoose={onChoose}
        test="choose-speaker"
      />
      <Button icon="play" test="test-sound" onPress={() => void play()}>
        {t('equipment.playSound')}
      </Button>
      {failed && <Alert tone="warning">{t('equipment.soundFailed')}</Alert>}
      <p className={played ? 'strong' : 'soft'}>{t('equipment.didYouHear')}</p>
      <div className="row">
        <Button
          size="small"
          icon="check"
          disabled={!played}
          test="sound-yes"
          onPress={() => record('sound', 'pass', name)}
        >
          {t('equipment.soundYes')}
        </Button>
        <Button
          size="small"
          icon="cross"
          disabled={!played}
          test="sound-no"
          onPress={() => record('sound', 'fail', name)}
        >
          {t('equipment.soundNo')}
        </Button>
      </div>
    </CheckCard>
  );
}

/** The picture of the chosen webcam, shown and kept nowhere; only if the visit needs one (R4). */
export function WebcamCheck({ result, required, devices, chosen, onChoose }: DeviceCheckProps) {
  const { t } = useWording();
  const record = useRecord();
  const [wanted, setWanted] = useState(required);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  return (
    <CheckCard check="webcam" result={result} required={required}>
      {wanted ? (
        <>
          <DeviceSelect
            label={t('equipment.chooseCamera')}
            devices={devices}
            chosen={chosen}
            onChoose={onChoose}
            test="choose-camera"
          />
          <Preview deviceId={chosen} />
          <Verdicts
            check="webcam"
            pass={t('equipment.webcamPass')}
            disabled={chosen === null}
            onPass={() => record('webcam', 'pass', name)}
            onFail={() => record('webcam', 'fail', name)}
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

function Preview({ deviceId }: { readonly deviceId: string | null }) {
  const { t } = useWording();
  const opened = useDeviceStream('video', deviceId);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = opened.state === 'open' ? opened.stream : null;
  }, [opened]);
  if (opened.state === 'failed')
    return <Alert tone="warning">{t('equipment.cannotOpen', { reason: opened.reason })}</Alert>;
  return (
    <video
      className="preview"
      ref={video}
      autoPlay
      muted
      playsInline
      aria-label={t('equipment.preview')}
      data-test="preview"
    />
  );
}

function DeviceSelect(
  props: Pick<DeviceCheckProps, 'devices' | 'chosen' | 'onChoose'> & {
    readonly label: string;
    readonly test: string;
  },
) {
  const { t } = useWording();
  const { devices, chosen, onChoose, label, test } = props;
  if (devices.length === 0) {
    return (
      <p className="check-device">
        <Icon name="warning" /> {t('equipment.noDevice')}
      </p>
    );
  }
  return (
    <Select
      label={label}
      value={chosen ?? ''}
      onChange={onChoose}
      options={devices.map((device, index) => ({
        value: device.deviceId,
        label: device.label === '' ? t('equipment.unnamed', { number: index + 1 }) : device.label,
      }))}
      test={test}
    />
  );
}

function Verdicts(props: {
  readonly check: 'headset' | 'microphone' | 'webcam';
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
        icon="check"
        disabled={props.disabled}
        test={`check-${props.check}-pass`}
        onPress={props.onPass}
      >
        {props.pass}
      </Button>
      <Button size="small" icon="cross" test={`check-${props.check}-fail`} onPress={props.onFail}>
        {t('equipment.problem')}
        <span className="visually-hidden"> ({t(`check.${props.check}`)})</span>
      </Button>
    </div>
  );
}
