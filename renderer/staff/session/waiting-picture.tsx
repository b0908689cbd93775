import styles from './session.module.css';

/** Two birds on a branch: something calm to look at for a child who waits, and for her mother (R43). Nothing moves. */
export function WaitingBirds() {
  return (
    <svg
      className={styles['waiting-birds']}
      viewBox="0 0 240 120"
      aria-hidden="true"
      data-test="waiting-birds"
    >
      <path className={styles['branch']} d="M8 96 C70 86 150 104 232 90" />
      <path
        className={styles['leaf']}
        d="M48 91 q10 -18 24 -14 q-4 16 -24 14 M196 92 q8 -18 22 -14 q-2 16 -22 14"
      />
      <g className={styles['bird-large']}>
        <path d="M92 92 q-26 -6 -22 -36 q4 -26 30 -24 q24 2 24 28 q0 26 -18 34 l-24 10 z" />
        <circle className={styles['bird-eye']} cx="108" cy="50" r="3.5" />
        <path className={styles['beak']} d="M122 52 l12 5 l-12 5 z" />
      </g>
      <g className={styles['bird-small']}>
        <path d="M168 92 q18 -4 16 -26 q-3 -18 -21 -17 q-17 1 -17 20 q0 18 13 24 l16 8 z" />
        <circle className={styles['bird-eye']} cx="157" cy="62" r="3" />
        <path className={styles['beak']} d="M147 64 l-10 4 l10 4 z" />
      </g>
    </svg>
  );
}
