import { useEffect, useRef, type ReactNode } from 'react';
import { useStaffStore } from '../../store.ts';
import styles from './session.module.css';

/**
 * Reserves space for the meeting and reports its place; the meeting's view is above this page.
 * @param active whether the meeting may be shown now
 * @param children shown while the meeting is not
 */
export function MeetingFrame({
  active,
  children,
}: {
  readonly active: boolean;
  readonly children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const { send } = useStaffStore();
  useEffect(() => {
    const element = frame.current;
    if (element === null || !active) return;
    let last = '';
    const place = () => {
      const box = element.getBoundingClientRect();
      const bounds = {
        x: Math.max(0, Math.round(box.x)),
        y: Math.max(0, Math.round(box.y)),
        width: Math.max(1, Math.round(box.width)),
        height: Math.max(1, Math.round(box.height)),
      };
      const now = JSON.stringify(bounds);
      if (now === last) return;
      last = now;
      send('meeting.place', bounds);
    };
    const observer = new ResizeObserver(place);
    observer.observe(element);
    addEventListener('resize', place);
    place();
    return () => {
      observer.disconnect();
      removeEventListener('resize', place);
      send('meeting.place', null);
    };
  }, [active, send]);
  return (
    <div className={styles['meeting-frame']} ref={frame} data-test="meeting-frame">
      {children}
    </div>
  );
}
