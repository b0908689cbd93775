import { afterEach, beforeEach } from 'vitest';
import { electronRuntime } from '../../../scripts/electron-path.ts';
import type { MeetingState } from '../../../electron/meeting/meeting.ts';
import { startPracticeMeeting, type PracticeMeeting } from '../../meeting/peer.ts';
import { BareMeeting } from './bare-meeting.ts';

/** A practice meeting with its other side, and the program of nothing but the meeting's view. */
export class PracticeWorld {
  practice: PracticeMeeting;
  program: BareMeeting;

  constructor(practice: PracticeMeeting, program: BareMeeting) {
    this.practice = practice;
    this.program = program;
  }

  /** Waits until the meeting is in this state. */
  until(kind: MeetingState['kind'], patienceMs?: number): Promise<MeetingState> {
    return this.program.until(
      kind,
      () => this.program.call('state'),
      (state) => state.kind === kind,
      patienceMs,
    );
  }

  /** Ends the practice meeting and its servers; another one takes its place, at another address. */
  async replacePractice(): Promise<void> {
    await this.practice.close();
    this.practice = await newPractice();
  }

  async replaceProgram(switches: readonly string[]): Promise<void> {
    await this.program.close();
    this.program = await BareMeeting.start({ origins: this.practice.origins }, switches);
  }
}

async function newPractice(): Promise<PracticeMeeting> {
  const started = await startPracticeMeeting({ port: 0, peer: { electron: electronRuntime().binary } });
  if (!started.ok) throw new Error(started.refusal.code);
  return started.value;
}

/** Has a new world for each test of the file; returns the running test's. */
export function eachInPractice(): () => PracticeWorld {
  let world: PracticeWorld;
  beforeEach(async () => {
    const practice = await newPractice();
    world = new PracticeWorld(practice, await BareMeeting.start({ origins: practice.origins }));
  });
  afterEach(async () => {
    await world.program.close();
    await world.practice.close();
  });
  return () => world;
}
