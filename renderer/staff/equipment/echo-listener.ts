import { ECHO_RATE, findEcho, type Echo } from './echo.ts';

/** Four seconds at `ECHO_RATE`: the test sound and what comes after it. */
const KEPT_SAMPLES = 16_384;

export interface EchoListener {
  /** Looks for the test sound in the last four seconds, and lets the microphone go. */
  finish(): Echo;
  stop(): void;
}

/**
 * Listens with a microphone while the test sound plays, as it is: without the browser's own echo cancelling. Nothing is
 * kept beyond four seconds, and nothing after the end (R24). Null where the microphone cannot be opened for it.
 */
export async function listenForEcho(microphone: string): Promise<EchoListener | null> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        deviceId: { exact: microphone },
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
      },
    });
  } catch {
    // In use elsewhere, or gone: the microphone's own check says so.
    return null;
  }
  const context = new AudioContext({ sampleRate: ECHO_RATE });
  const analyser = context.createAnalyser();
  analyser.fftSize = KEPT_SAMPLES;
  context.createMediaStreamSource(stream).connect(analyser);
  await context.resume();
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== 'closed') void context.close();
  };
  return {
    stop,
    finish() {
      const samples = new Float32Array(KEPT_SAMPLES);
      analyser.getFloatTimeDomainData(samples);
      stop();
      return findEcho(samples);
    },
  };
}
