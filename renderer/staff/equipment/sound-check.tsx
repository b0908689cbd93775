import { useEffect, useRef, useState } from 'react';
import testSound from '../../../assets/sounds/test-sound.wav';
import type { CheckResult } from '../../../shared/session/entries.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../wording.ts';
import { CheckCard, useIsTrial, useRecord, VerdictBadge, type ImpliedCheck } from './check-card.tsx';
import type { DeviceCheckProps } from './device-checks.tsx';
import { DeviceSelect } from './device-select.tsx';
import { listenForEcho, type EchoListener } from './echo-listener.ts';
import styles from './equipment.module.css';

/** Delay from the last note in the earphones to its end in the microphone. */
const AFTER_SOUND_MS = 400;
const RETRY_MS = 500;

interface SoundCheckProps extends DeviceCheckProps {
  readonly echo: CheckResult | undefined;
  /** The chosen microphone, which listens for an echo of the sound. */
  readonly microphone: string | null;
  /** What the same answer confirms: three answers for one headset are two too many. */
  readonly also: readonly ImpliedCheck[];
}

/** A test sound in the chosen output: a person says whether it was heard, the station whether it echoes (R4). */
export function SoundCheck(props: SoundCheckProps) {
  const { result, echo, devices, chosen, microphone, also, onChoose } = props;
  const { t } = useWording();
  const isTrial = useIsTrial();
  const record = useRecord();
  const [heard, setHeard] = useState<'not-yet' | 'played' | 'failed'>('not-yet');
  const playing = useRef<(() => void) | null>(null);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  useEffect(() => () => playing.current?.(), []);

  const recordEcho = (listener: EchoListener | null) => {
    // Without a microphone there is no answer.
    if (listener === null) return record('echo', 'not-needed', '');
    const found = listener.finish();
    const detail = found.found ? `${found.db} dB` : '';
    record('echo', found.found && found.disturbs ? 'fail' : 'pass', detail);
  };
  const play = async () => {
    playing.current?.();
    const sound = new Audio(testSound);
    const listener = microphone === null ? null : await listenForEcho(microphone);
    let timer = 0;
    playing.current = () => {
      sound.pause();
      listener?.stop();
      window.clearTimeout(timer);
    };
    sound.addEventListener('ended', () => {
      timer = window.setTimeout(() => recordEcho(listener), AFTER_SOUND_MS);
    });
    try {
      if (chosen !== null) await sendTo(sound, chosen);
      await sound.play();
      setHeard('played');
    } catch {
      // The output is unplugged or refused, so nobody heard it; the facilitator chooses another.
      listener?.stop();
      setHeard('failed');
      record('sound', 'fail', name);
    }
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
      {heard === 'failed' && <Alert tone="warning">{t('equipment.soundFailed')}</Alert>}
      {echo !== undefined && <EchoLine result={echo} />}
      <p className={heard === 'played' ? 'strong' : 'soft'}>
        {t(isTrial ? 'trial.didYouHear' : 'equipment.didYouHear')}
      </p>
      {also.length > 0 && <p className="small soft">{t('equipment.soundAlso')}</p>}
      <div className="row">
        <Button
          size="small"
          icon="check"
          disabled={heard !== 'played'}
          pressed={result?.verdict === 'pass'}
          test="sound-yes"
          onPress={() => {
            record('sound', 'pass', name);
            for (const { check, detail } of also) record(check, 'pass', detail);
          }}
        >
          {t('equipment.soundYes')}
        </Button>
        <Button
          size="small"
          icon="cross"
          disabled={heard === 'not-yet'}
          pressed={result?.verdict === 'fail'}
          test="sound-no"
          onPress={() => record('sound', 'fail', name)}
        >
          {t('equipment.soundNo')}
        </Button>
      </div>
    </CheckCard>
  );
}

/** A sound service that is starting, or a device that was just plugged in, may refuse the first attempt. */
async function sendTo(sound: HTMLAudioElement, speaker: string): Promise<void> {
  try {
    await sound.setSinkId(speaker);
  } catch {
    await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS));
    await sound.setSinkId(speaker);
  }
}

/** The echo of the test sound in the microphone; advice only, not a condition. */
function EchoLine({ result }: { readonly result: CheckResult }) {
  const { t } = useWording();
  return (
    <div className={styles['echo']} role="status" data-test="check-echo" data-verdict={result.verdict}>
      <div className={styles['automatic-name']}>
        <span className="strong">{t('check.echo')}</span>
        <VerdictBadge result={result} required={false} />
      </div>
      {result.verdict === 'fail' && <p className={styles['check-help']}>{t('checkHelp.echo')}</p>}
    </div>
  );
}
