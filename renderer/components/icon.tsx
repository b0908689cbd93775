import styles from './icon.module.css';
import { classes } from './classes.ts';

/** Paths on a 24 by 24 grid, stroked in the colour of the surrounding text. */
const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  warning: 'M12 4.2L2.8 20h18.4L12 4.2zM12 10v4.6M12 17.4v.2',
  info: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5.5M12 7.6v.2',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5.3l3.4 2',
  dot: 'M12 15a3 3 0 100-6 3 3 0 000 6z',
  dash: 'M6 12h12',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  unlock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 016.6-1.6',
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-3.8 3.8-6 7.5-6s6.7 2.2 7.5 6',
  place: 'M12 21s7-6.2 7-11.5a7 7 0 10-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z',
  headset: 'M4 15v-3a8 8 0 0116 0v3M4 14h3v6H4zM17 14h3v6h-3zM20 20c0 1.5-2 2-5 2',
  microphone: 'M12 15a3 3 0 003-3V6a3 3 0 00-6 0v6a3 3 0 003 3zM6 11.5a6 6 0 0012 0M12 17.5V21M8.5 21h7',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 010 6M18 6.5a8 8 0 010 11',
  camera: 'M3.5 7h11v10h-11zM14.5 10.5L20.5 7.5v9l-6-3',
  cloud: 'M7 18.5a4.5 4.5 0 01-.4-9A6 6 0 0118 11.2a3.7 3.7 0 01-.7 7.3z',
  calendar: 'M4 6h16v14.5H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7',
  list: 'M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1',
  play: 'M7.5 5v14l11.5-7z',
  pause: 'M8 5.5v13M16 5.5v13',
  stop: 'M6.5 6.5h11v11h-11z',
  arrow: 'M4.5 12h14.5M13 6l6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  hand: 'M8 12V6.2a1.3 1.3 0 012.6 0V11M10.6 11V4.8a1.3 1.3 0 012.6 0V11M13.2 11V6a1.3 1.3 0 012.6 0v6.5M15.8 10.5a1.3 1.3 0 012.6 0V15c0 3.5-2.2 6-5.6 6-2.6 0-4.2-1-5.4-3.2L5 13.5c-.5-1 .9-2 1.8-1.1L8 13.8',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside words. It never carries meaning alone, so it is hidden from assistive technology. */
export function Icon({ name, size = 'text' }: { readonly name: IconName; readonly size?: 'text' | 'large' }) {
  return (
    <svg
      className={classes(styles['icon'], styles[`icon-${size}`])}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
