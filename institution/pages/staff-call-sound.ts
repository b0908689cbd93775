const TONES = [
  { hertz: 660, atSeconds: 0 },
  { hertz: 880, atSeconds: 0.25 },
] as const;
const LENGTH_SECONDS = 0.2;
const VOLUME = 0.2;

let context: AudioContext | null = null;

/** Call from a press: a browser plays nothing before one. */
export function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two rising tones; nothing before {@link allowSound}. */
export function playStaffCall(): void {
  if (context === null) return;
  for (const { hertz, atSeconds } of TONES) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = hertz;
    volume.gain.value = VOLUME;
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + atSeconds);
    tone.stop(context.currentTime + atSeconds + LENGTH_SECONDS);
  }
}
