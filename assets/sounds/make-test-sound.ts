import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes `test-sound.wav`: three soft notes, a bell's decay, two seconds, loud enough for a headset and never sudden.
 * `node assets/sounds/make-test-sound.ts`
 */
const RATE = 22_050;
const SECONDS = 2;
const NOTES = [
  { at: 0, hertz: 523.25 },
  { at: 0.35, hertz: 659.25 },
  { at: 0.7, hertz: 783.99 },
];

const samples = Array.from({ length: RATE * SECONDS }, (_, index) => {
  const time = index / RATE;
  return NOTES.reduce((sum, { at, hertz }) => {
    const age = time - at;
    if (age < 0) return sum;
    const loudness = Math.min(1, age / 0.02) * Math.exp(-age * 3) * 0.28;
    return sum + loudness * (Math.sin(2 * Math.PI * hertz * age) + 0.3 * Math.sin(4 * Math.PI * hertz * age));
  }, 0);
});

const data = Buffer.alloc(samples.length * 2);
samples.forEach((sample, index) =>
  data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_000), index * 2),
);
const header = Buffer.alloc(44);
header.write('RIFF', 0);
header.writeUInt32LE(36 + data.length, 4);
header.write('WAVEfmt ', 8);
header.writeUInt32LE(16, 16);
header.writeUInt16LE(1, 20);
header.writeUInt16LE(1, 22);
header.writeUInt32LE(RATE, 24);
header.writeUInt32LE(RATE * 2, 28);
header.writeUInt16LE(2, 32);
header.writeUInt16LE(16, 34);
header.write('data', 36);
header.writeUInt32LE(data.length, 40);
writeFileSync(join(import.meta.dirname, 'test-sound.wav'), Buffer.concat([header, data]));
