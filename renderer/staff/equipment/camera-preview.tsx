import { useEffect, useRef } from 'react';
import { Alert } from '../../components/alert.tsx';
import { useWording } from '../../wording.ts';
import { useIsTrial } from './check-card.tsx';
import { useDeviceStream } from './media-devices.ts';
import styles from './equipment.module.css';

/** A fixed outline of a well-framed face; nothing detects faces. */
const OVAL = { x: 80, y: 43, width: 21, height: 29 } as const;

/** The webcam's live picture with an outline for the face; never stored (R24). */
export function CameraPreview(props: {
  readonly deviceId: string;
  /** Called with true once the picture is shown, and with false when it is gone. */
  readonly onLive: (isLive: boolean) => void;
}) {
  const { deviceId, onLive } = props;
  const { t } = useWording();
  const isTrial = useIsTrial();
  const opened = useDeviceStream('video', deviceId);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = opened.state === 'open' ? opened.stream : null;
  }, [opened]);
  const isLive = opened.state === 'open';
  useEffect(() => {
    onLive(isLive);
    return () => onLive(false);
  }, [isLive, onLive]);
  if (opened.state === 'failed')
    return <Alert tone="warning">{t('equipment.cannotOpen', { reason: opened.reason })}</Alert>;
  return (
    <figure className={styles['preview-frame']}>
      <video
        className={styles['preview']}
        ref={video}
        autoPlay
        muted
        playsInline
        aria-label={t('equipment.preview')}
        data-test="preview"
      />
      {isLive && (
        <svg className={styles['preview-oval']} viewBox="0 0 160 90" aria-hidden="true" data-test="framing">
          <ellipse cx={OVAL.x} cy={OVAL.y} rx={OVAL.width} ry={OVAL.height} className={styles['oval-edge']} />
          <ellipse cx={OVAL.x} cy={OVAL.y} rx={OVAL.width} ry={OVAL.height} className={styles['oval-line']} />
        </svg>
      )}
      <figcaption className="small soft">{t(isTrial ? 'trial.framing' : 'equipment.framing')}</figcaption>
    </figure>
  );
}
