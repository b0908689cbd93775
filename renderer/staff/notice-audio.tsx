import { useEffect, useRef, useState } from 'react';
import noticeEn from '../../assets/sounds/notice-en.ogg';
import noticeFr from '../../assets/sounds/notice-fr.ogg';
import privilegedEn from '../../assets/sounds/privileged-en.ogg';
import privilegedFr from '../../assets/sounds/privileged-fr.ogg';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { isRecorded } from '../../shared/notice/spoken.ts';
import { Button } from '../components/button.tsx';
import { useCall, useStaff } from '../store.ts';
import { useWording } from '../wording.ts';
import { inOrder } from '../visit/both.tsx';
import styles from './notice.module.css';

const RECORDED = {
  en: { notice: noticeEn, privileged: privilegedEn },
  fr: { notice: noticeFr, privileged: privilegedFr },
} as const;

interface Playing {
  readonly sound: HTMLAudioElement;
  /** The page's clock when it started. */
  readonly startedMs: number;
}

/**
 * Plays the notice in the headset in both languages, in the institution's order (R20, R23), and records how much was
 * played. A text of the institution's own has no recording and is read aloud instead.
 */
export function NoticeAudio({ privileged }: { readonly privileged: boolean }) {
  const { t } = useWording();
  const { notice, station, hardware } = useStaff();
  const call = useCall();
  const [speaking, setSpeaking] = useState<Language | null>(null);
  const [failed, setFailed] = useState(false);
  const playing = useRef<Playing | null>(null);
  const end = (complete: boolean) => {
    const { current } = playing;
    if (current === null) return;
    playing.current = null;
    current.sound.pause();
    setSpeaking(null);
    const seconds = Math.round((performance.now() - current.startedMs) / 1000);
    void call('session.notice-played', { seconds, complete });
  };
  const endNow = useRef(end);
  useEffect(() => {
    endNow.current = end;
  });
  // Leaving the screen while it plays records a partial playing.
  useEffect(() => () => endNow.current(false), []);

  if (!isRecorded(notice))
    return (
      <p className="small" data-test="notice-no-recording">
        {t('notice.noRecording')}
      </p>
    );

  const order = inOrder(station.firstLanguage);
  const parts = order.flatMap((language) => [
    { language, file: RECORDED[language].notice },
    ...(privileged ? [{ language, file: RECORDED[language].privileged }] : []),
  ]);
  const play = async () => {
    const sound = new Audio();
    playing.current = { sound, startedMs: performance.now() };
    setFailed(false);
    let next = 0;
    const goOn = async () => {
      const part = parts[next];
      next += 1;
      if (part === undefined) return end(true);
      setSpeaking(part.language);
      sound.src = part.file;
      await sound.play();
    };
    const give = () => {
      // The output is unplugged or refused: say so and record the part that was heard.
      if (playing.current?.sound !== sound) return;
      setFailed(true);
      end(false);
    };
    sound.addEventListener('ended', () => void goOn().catch(give));
    try {
      if (hardware.chosen.speaker !== null) await sound.setSinkId(hardware.chosen.speaker);
      await goOn();
    } catch {
      give();
    }
  };
  return (
    <div className={styles['notice-audio']}>
      {speaking === null ? (
        <Button icon="play" test="notice-play" onPress={() => void play()}>
          {t('notice.play')}
        </Button>
      ) : (
        <Button icon="stop" test="notice-stop" onPress={() => end(false)}>
          {t('notice.stop')}
        </Button>
      )}
      <p className="small soft" role="status" data-test="notice-speaking" data-language={speaking ?? ''}>
        {speaking !== null ? t(`notice.speaking.${speaking}`) : failed ? t('equipment.soundFailed') : ''}
      </p>
    </div>
  );
}
