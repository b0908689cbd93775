import { useEffect, useState, type RefObject } from 'react';

/** Louder than a quiet room, softer than speech at the boom of a headset. */
const SPEECH_LEVEL = 0.06;
/** So many loud moments in a row are a voice and not a click. */
const SPEECH_FRAMES = 4;
/** Samples of one moment: long enough (85 ms at 48 kHz) that a short word is loud at any frame rate of the screen. */
const MOMENT_SAMPLES = 4096;

/**
 * Shows the microphone's level on a meter, at every frame, without a render; the sound itself is kept nowhere (R24).
 * @returns whether a voice has been heard since this microphone was opened
 */
export function useMicrophoneLevel(
  stream: MediaStream | null,
  meter: RefObject<HTMLMeterElement | null>,
): boolean {
  const [heardOn, setHeardOn] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (stream === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = MOMENT_SAMPLES;
    context.createMediaStreamSource(stream).connect(analyser);
    void context.resume();
    const samples = new Float32Array(analyser.fftSize);
    let loudFrames = 0;
    let shown = 0;
    let frame = requestAnimationFrame(function draw() {
      analyser.getFloatTimeDomainData(samples);
      const level = Math.min(1, rootMeanSquare(samples) * 4);
      shown = Math.max(level, shown * 0.9);
      if (meter.current !== null) meter.current.value = shown;
      loudFrames = level > SPEECH_LEVEL ? loudFrames + 1 : 0;
      if (loudFrames === SPEECH_FRAMES) setHeardOn(stream);
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream, meter]);
  return stream !== null && heardOn === stream;
}

/** The loudness of a moment, 0 to 1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
