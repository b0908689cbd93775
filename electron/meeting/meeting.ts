import type { WebContentsView } from 'electron';
import type { DeviceMatch, GivenDevices, MediaQuality } from '../../shared/session/entries.ts';
import type { Flow } from './media-report.ts';
import type { Outage } from './outages.ts';
import type { MeetingDevices } from './page/page-script.ts';

/** Why there is no meeting; worded in both languages under `refusal.<code>`. */
export const MEETING_FAILURES = [
  'meeting-link-refused',
  'meeting-unreachable',
  'meeting-certificate',
  'meeting-page-strayed',
  'meeting-unguarded',
] as const;
export type MeetingFailure = (typeof MEETING_FAILURES)[number];

/** Why a meeting that was there is not there now; the causes of an interruption in the journal. */
export const MEETING_LOSSES = ['link-lost', 'meeting-crashed'] as const;
export type MeetingLoss = (typeof MEETING_LOSSES)[number];

export type MeetingState =
  | { readonly kind: 'closed' }
  /** The page is being fetched; `attempt` counts from 1. */
  | { readonly kind: 'opening'; readonly attempt: number }
  /** The page is there, media does not flow both ways yet: a form, a lobby, the other side not there. */
  | { readonly kind: 'waiting' }
  /** Media flows both ways. A help to the facilitator, never the confirmation itself (R40). */
  | { readonly kind: 'in-meeting' }
  /** Media flowed both ways and does not now; the station is trying to come back (R43). */
  | { readonly kind: 'lost'; readonly cause: MeetingLoss }
  /** The meeting service says that the meeting is over. */
  | { readonly kind: 'ended' }
  /** Given up; `rejoin` tries again. */
  | { readonly kind: 'failed'; readonly code: MeetingFailure };

/** What was measured, in bytes since `open`; only ever grows, also when the page reloads. Numbers, never content (R24). */
export type MeetingEvidence = {
  readonly audioIn: number;
  readonly audioOut: number;
  readonly videoIn: number;
  readonly videoOut: number;
  /** When media last flowed both ways, in milliseconds since 1970; null before it did. */
  readonly lastFlowAt: number | null;
  /** Whether it flows both ways now, give or take two seconds (`FLOW_WINDOW_MS`). */
  readonly flowing: boolean;
  /** The same for each kind and direction. */
  readonly flows: Readonly<Record<Flow, boolean>>;
  /** `them`: we see and hear them. `us`: our picture and sound go out to them. Both kinds, in that direction. */
  readonly seeAndHear: { readonly them: boolean; readonly us: boolean };
  readonly quality: MediaQuality;
  /** Packets lost of all over the last seconds, 0 to 1; null when none went that way. */
  readonly lossIn: number | null;
  readonly lossOut: number | null;
  /** Milliseconds there and back, to whatever is at the other end of our connection. */
  readonly roundTripMs: number | null;
  /** Pictures per second. */
  readonly framesIn: number | null;
  readonly framesOut: number | null;
  /** How often, and how long in all, their picture stood still. */
  readonly freezes: number;
  readonly frozenMs: number;
  /** When the meeting was lost, and back. */
  readonly outages: readonly Outage[];
  readonly lostMs: number;
  /** Whether the page was given the chosen devices (R41); `any` where none was chosen, `unknown` until it has asked. */
  readonly devices: Readonly<Record<keyof GivenDevices, DeviceMatch>>;
};

export const NO_EVIDENCE: MeetingEvidence = {
  audioIn: 0,
  audioOut: 0,
  videoIn: 0,
  videoOut: 0,
  lastFlowAt: null,
  flowing: false,
  flows: { audioIn: false, audioOut: false, videoIn: false, videoOut: false },
  seeAndHear: { them: false, us: false },
  quality: 'unknown',
  lossIn: null,
  lossOut: null,
  roundTripMs: null,
  framesIn: null,
  framesOut: null,
  freezes: 0,
  frozenMs: 0,
  outages: [],
  lostMs: 0,
  devices: { microphone: 'unknown', camera: 'unknown', speaker: 'unknown' },
};

/** Which meeting. All of it is secret (R14): nothing here is logged, nor is any of it put into an error. */
export type MeetingTarget = {
  readonly href: string;
  /** The name that staff enter where the meeting asks for one. The view types nothing into the page (R42). */
  readonly displayName: string;
  readonly password?: string;
};

/** Something whose input can be taken away. Refuses nothing: it throws where it cannot, and the lock then does not hold. */
export interface InputBlockable {
  setInputIgnored(ignored: boolean): Promise<void>;
}

/** The meeting as the station sees it. One at a time; nothing of it outlives `close`. */
export interface Meeting extends InputBlockable {
  /** Opens a meeting in a fresh view and storage, closing the one before. Refusals become the state `failed`. */
  open(target: MeetingTarget): Promise<void>;
  /** Ends the page, releases camera and microphone, destroys its storage. Evidence stays readable until the next `open`. */
  close(): Promise<void>;
  /** Loads the same link again, in the same view if it is still there. Does nothing when closed. */
  rejoin(): Promise<void>;
  /** Suspended: hidden, its sound off, our camera and microphone off; the link is kept (R45). */
  setSuspended(suspended: boolean): Promise<void>;
  /** The devices that the page sees and gets from now on (R41); those that it holds already it keeps. */
  setDevices(devices: MeetingDevices): Promise<void>;
  readonly state: MeetingState;
  readonly evidence: MeetingEvidence;
  /** What `windows/` puts on the screen; changes with `open` and `close`, and `onChange` tells. */
  readonly view: WebContentsView | null;
  /** Called after state, view or evidence changed. Returns the function that removes the listener. */
  onChange(listener: (state: MeetingState) => void): () => void;
}
