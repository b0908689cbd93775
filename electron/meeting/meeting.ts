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

/** Why a meeting was lost; the causes of an interruption in the journal. */
export const MEETING_LOSSES = ['link-lost', 'meeting-crashed'] as const;
export type MeetingLoss = (typeof MEETING_LOSSES)[number];

export type MeetingState =
  | { readonly kind: 'closed' }
  /** The page is being loaded; `attempt` counts from 1. */
  | { readonly kind: 'opening'; readonly attempt: number }
  /** The page has loaded, media does not flow both ways yet: a form, a lobby, the other side absent. */
  | { readonly kind: 'waiting' }
  /** Media flows both ways. Helps the facilitator, who confirms the connection (R40). */
  | { readonly kind: 'in-meeting' }
  /** Media flowed both ways and no longer does; the station is trying to reconnect (R43). */
  | { readonly kind: 'lost'; readonly cause: MeetingLoss }
  /** The meeting service says that the meeting is over. */
  | { readonly kind: 'ended' }
  /** Given up; `rejoin` tries again. */
  | { readonly kind: 'failed'; readonly code: MeetingFailure };

/**
 * What the engine measured, in bytes since `open`; only grows, across reloads and suspensions. Numbers, never content
 * (R24). A script of the page cannot change it; a page that has taken over its renderer process can.
 */
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
  /** Round trip in milliseconds, to whatever is at the other end of the connection. */
  readonly roundTripMs: number | null;
  /** Pictures per second. */
  readonly framesIn: number | null;
  readonly framesOut: number | null;
  /** How often, and how long in all, their picture froze. */
  readonly freezes: number;
  readonly frozenMs: number;
  /** When the meeting was lost, and found again. */
  readonly outages: readonly Outage[];
  readonly lostMs: number;
  /**
   * Whether the page opened the chosen devices (R41), by the engine's own labels; `any` where none was chosen, `unknown`
   * until it has opened one, and always for the speaker, which the engine does not report.
   */
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

/** Which meeting. All of it is secret (R14): never logged, never in an error. */
export type MeetingTarget = {
  readonly href: string;
  /** The name that staff enter where the meeting asks for one. The view types nothing into the page (R42). */
  readonly displayName: string;
};

/** A view whose input can be blocked. Rejects where that fails; the lock then does not hold. */
export interface InputBlockable {
  setInputIgnored(ignored: boolean): Promise<void>;
}

/** The meeting as the station sees it. One at a time; nothing of it outlives `close`. */
export interface Meeting extends InputBlockable {
  /** Opens a meeting in a fresh view and storage, closing the one before. Refusals become the state `failed`. */
  open(target: MeetingTarget): Promise<void>;
  /** Ends the page, releases camera and microphone, destroys its storage. Evidence stays readable until the next `open`. */
  close(): Promise<void>;
  /** Loads the same link again, in the same view if it still exists. Does nothing when closed. */
  rejoin(): Promise<void>;
  /** Suspended: the page is closed, so camera, microphone and sound are off; afterwards the link is opened again (R45). */
  setSuspended(suspended: boolean): Promise<void>;
  /** The devices that the page sees and gets (R41). A change while a page is open opens it again. */
  setDevices(devices: MeetingDevices): Promise<void>;
  readonly state: MeetingState;
  readonly evidence: MeetingEvidence;
  /** What `windows/` puts on the screen; `onChange` reports a new one. */
  readonly view: WebContentsView | null;
  /** Called after state, view or evidence changed. Returns the function that removes the listener. */
  onChange(listener: (state: MeetingState) => void): () => void;
}
