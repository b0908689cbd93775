import { useEffect, useRef, useState } from 'react';
import testSound from '../../../assets/sounds/test-sound.wav';
import type { CheckResult } from '../../../shared/session/entries.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../wording.ts';
import { CheckCard, useRecord, VerdictBadge } from './check-card.tsx';
import type { DeviceCheckProps } from './device-checks.tsx';
import { DeviceSelect } from './device-select.tsx';
import { listenForEcho, type EchoListener } from './echo-listener.ts';
import styles from './equipment.module.css';

/** From the last note in the earphones to the last of it in the microphone. */
const AFTER_SOUND_MS = 400;
const RETRY_MS = 500;

interface SoundCheckProps extends DeviceCheckProps {
  readonly echo: CheckResult | undefined;
  /** The chosen microphone, which listens whether it takes up the sound. */
  readonly microphone: string | null;
}

/** A test sound in the chosen output; a person answers whether it was heard, the station whether it echoes (R4). */
export function SoundCheck({ result, echo, devices, chosen, microphone, onChoose }: SoundCheckProps) {
  const { t } = useWording();
  const record = useRecord();
  const [heard, setHeard] = useState<'not-yet' | 'played' | 'failed'>('not-yet');
  const playing = useRef<(() => void) | null>(null);
  const name = devices.find((device) => device.deviceId === chosen)?.label ?? '';
  useEffect(() => () => playing.current?.(), []);

  const recordEcho = (listener: EchoListener | null) => {
    // Without a microphone nobody can say.
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
      // The output was unplugged or is refused: the facilitator is told and chooses another. Nobody can have heard it.
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
      <p className={heard === 'played' ? 'strong' : 'soft'}>{t('equipment.didYouHear')}</p>
      <div className="row">
        <Button
          size="small"
          icon="check"
          disabled={heard !== 'played'}
          test="sound-yes"
          onPress={() => record('sound', 'pass', name)}
        >
          {t('equipment.soundYes')}
        </Button>
        <Button
          size="small"
          icon="cross"
          disabled={heard === 'not-yet'}
          test="sound-no"
          onPress={() => record('sound', 'fail', name)}
        >
          {t('equipment.soundNo')}
        </Button>
      </div>
    </CheckCard>
  );
}

/** A sound service that is only starting, or whose device has just been plugged in, refuses the first time. */
async function sendTo(sound: HTMLAudioElement, speaker: string): Promise<void> {
  try {
    await sound.setSinkId(speaker);
  } catch {
    await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS));
    await sound.setSinkId(speaker);
  }
}

/** What the microphone made of the test sound: advice, no gate. */
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
