import type { RefusedAttempt } from '../../../electron/meeting/meeting-session.ts';
import type { MeetingDevices } from '../../../electron/meeting/page/page-script.ts';
import type { MeetingEvidence, MeetingState } from '../../../electron/meeting/meeting.ts';

export interface BareOptions {
  /** Origins whose pages are the meeting's. */
  readonly origins: readonly string[];
  readonly sites?: readonly string[];
  readonly production?: boolean;
  /** A plain view without any of the meeting's guards. */
  readonly unguarded?: boolean;
}

/** What the program saw, whatever the page says. */
export interface BareFacts {
  /** Web contents made since the start. */
  readonly created: number;
  readonly downloads: number;
  /** Spelling dictionaries that the engine began to fetch from its maker. */
  readonly dictionaries: number;
  readonly signIns: number;
  readonly windows: number;
  readonly contents: number;
  readonly url: string;
  readonly muted: boolean;
  readonly pagePid: number;
  readonly refusals: readonly RefusedAttempt[];
}

export interface ProcessFigures {
  readonly pid: number;
  readonly type: string;
  readonly name: string;
}

/** Everything that can be asked of the program; each call is one line in and one line out. */
export interface BareCalls {
  open(href: string): Promise<void>;
  close(): Promise<void>;
  rejoin(): Promise<void>;
  /** Returns the milliseconds it took. */
  suspend(suspended: boolean): Promise<number>;
  devices(devices: MeetingDevices): Promise<void>;
  state(): Promise<MeetingState>;
  evidence(): Promise<MeetingEvidence>;
  /** Runs code in the page, or in the frame whose address contains `frame`. */
  run(code: string, frame: string | null): Promise<unknown>;
  click(x: number, y: number): Promise<void>;
  crash(): Promise<void>;
  facts(): Promise<BareFacts>;
  metrics(): Promise<readonly ProcessFigures[]>;
}

export type BareAnswer = { readonly id: number; readonly value?: unknown; readonly error?: string };
