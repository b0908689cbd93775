import { useEffect, useState, type RefObject } from 'react';
import { VoiceMeter, type VoiceVerdict } from './voice-meter.ts';

/** Window in samples: 85 ms at 48 kHz, so that a short word registers at any frame rate. */
const MOMENT_SAMPLES = 4096;

/**
 * Shows the microphone's level on a meter at every frame without rendering; the `low` mark is the threshold of a voice
 * in this room. Sound is never stored (R24).
 * @returns the verdict on this microphone since it was opened
 */
export function useMicrophoneLevel(
  stream: MediaStream | null,
  meter: RefObject<HTMLMeterElement | null>,
): VoiceVerdict {
  const [told, setTold] = useState<{ readonly of: MediaStream; readonly verdict: VoiceVerdict } | null>(null);
  useEffect(() => {
    if (stream === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = MOMENT_SAMPLES;
    context.createMediaStreamSource(stream).connect(analyser);
    void context.resume();
    const samples = new Float32Array(analyser.fftSize);
    const voice = new VoiceMeter();
    let shown = 0;
    let last: VoiceVerdict | null = null;
    let frame = requestAnimationFrame(function draw(nowMs) {
      analyser.getFloatTimeDomainData(samples);
      const { level, threshold, verdict } = voice.take(rootMeanSquare(samples), nowMs);
      shown = Math.max(level, shown - 0.02);
      if (meter.current !== null) {
        meter.current.low = threshold;
        meter.current.value = shown;
      }
      if (verdict !== last) setTold({ of: stream, verdict });
      last = verdict;
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream, meter]);
  return stream !== null && told?.of === stream ? told.verdict : 'learning';
}

/** Root mean square of a window, 0 to 1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
