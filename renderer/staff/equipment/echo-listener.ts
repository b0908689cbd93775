import { ECHO_RATE, findEcho, type Echo } from './echo.ts';

/** Four seconds at `ECHO_RATE`: the test sound and its tail. */
const KEPT_SAMPLES = 16_384;

export interface EchoListener {
  /** Searches the last four seconds for the test sound and releases the microphone. */
  finish(): Echo;
  stop(): void;
}

/**
 * Listens with a microphone while the test sound plays, without the browser's echo cancellation. Keeps four seconds at
 * most and nothing after the end (R24). Returns null if the microphone cannot be opened.
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
    // The microphone is in use or unplugged: its own check says so.
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
