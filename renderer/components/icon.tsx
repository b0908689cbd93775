import styles from './icon.module.css';
import { classes } from './classes.ts'; /** Paths on a 24 by 24 grid, stroked in the colour of the surrounding text. */
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
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-3.8 3.8-6 7.5-6s6.700 2.200 7.500 6',
  place:
    'M12 21s7-6.200 7-11.500a7 7 0 10-14 0C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 100-5 2.500 2.500 0 000 5z',
  headset: 'M4 15v-3a8 8 0 0116 0v3M4 14h3v6H4zM17 14h3v6h-3zM20 20c0 1.500-2 2-5 2',
  microphone:
    'M12 15a3 3 0 003-3V6a3 3 0 00-6 0v6a3 3 0 003 3zM6 11.500a6 6 0 0012 0M12 17.500V21M8.500 21h7',
  sound: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 010 6M18 6.500a8 8 0 010 11',
  camera: 'M3.500 7h11v10h-11zM14.500 10.500L20.500 7.500v9l-6-3',
  cloud: 'M7 18.500a4.500 4.500 0 01-.4-9A6 6 0 0118 11.200a3.700 3.700 0 01-.7 7.300z',
  calendar: 'M4 6h16v14.500H4zM4 10.500h16M8.500 3.500V7M15.500 3.500V7',
  list: 'M8.500 6.500H20M8.500 12H20M8.500 17.500H20M4.500 6.500h.1M4.500 12h.1M4.500 17.500h.1',
  play: 'M7.500 5v14l11.500-7z',
  pause: 'M8 5.500v13M16 5.500v13',
  stop: 'M6.500 6.500h11v11h-11z',
  arrow: 'M4.500 12h14.500M13 6l6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  hand: 'M8 12V6.200a1.300 1.300 0 012.600 0V11M10.600 11V4.800a1.300 1.300 0 012.600 0V11M13.200 11V6a1.300 1.300 0 012.600 0v6.500M15.800 10.500a1.300 1.300 0 012.600 0V15c0 3.500-2.200 6-5.600 6-2.600 0-4.200-1-5.400-3.200L5 13.500c-.5-1 .9-2 1.800-1.100L8 13.800',
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
