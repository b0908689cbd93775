import type { HostileResult } from '../meeting/hostile.ts';
import { startMeetingServer } from '../meeting/server.ts';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';

const CHOSEN = { microphone: 'Fake Audio Input 2', speaker: 'Fake Audio Output 2', camera: 'fake_device_0' };
const RUN_MS = 220_000;

/** Loads a frame of another site again and again, in the meeting's view or in a plain one; returns what each round got. */
export async function runFrames(rounds: number, unguarded = false): Promise<readonly HostileResult[]> {
  const started = await startMeetingServer({ port: 0 });
  if (!started.ok) throw new Error(started.refusal.code);
  const server = started.value;
  const [outer, inner] = [`http://localhost:${server.port}`, `http://127.0.0.1:${server.port}`];
  const program = await BareMeeting.start({ origins: [outer, inner], unguarded });
  try {
    await program.call('devices', CHOSEN);
    const query = new URLSearchParams({
      rounds: String(rounds),
      microphone: CHOSEN.microphone,
      inner: `${inner}/meet/hostile/frames`,
    });
    await program.call('open', `${outer}/meet/hostile/frames/outer?${query.toString()}`);
    await program.until(
      'every round',
      async () => server.hostile.results.length,
      () => server.hostile.isDone('frame'),
      RUN_MS,
    );
    return server.hostile.results;
  } finally {
    await program.close();
    await server.close();
  }
}
