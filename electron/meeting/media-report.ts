import { z } from 'zod';

/** The four ways that media goes, from the station: ours is out, the community site's is in. */
export const FLOWS = ['audioIn', 'audioOut', 'videoIn', 'videoOut'] as const;
export type Flow = (typeof FLOWS)[number];

export type FlowCounts = {
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
};

/** Of one connection of a page: what has gone over it so far, and how it goes now. */
export type MediaReport = {
  readonly kind: 'media';
  /** Which connection of the document, counted from 0. */
  readonly connection: number;
  readonly connectionState: ConnectionState;
  readonly flows: Readonly<Record<Flow, FlowCounts>>;
  /** Milliseconds; null when it was not measured. */
  readonly roundTripMs: number | null;
  /** Pictures per second; null when none came, or none went. */
  readonly framesIn: number | null;
  readonly framesOut: number | null;
  /** How often, and for how many milliseconds in all, their picture has stood still on this connection. */
  readonly freezes: number;
  readonly frozenMs: number;
};

/** Which device a page of the meeting was given: the chosen one, another, or any because none was chosen (R41). */
export type DeviceReport = {
  readonly kind: 'device';
  readonly device: 'microphone' | 'camera' | 'speaker';
  readonly match: 'other' | 'chosen' | 'any';
};

export const CONNECTION_STATES = [
  'new',
  'connecting',
  'connected',
  'disconnected',
  'failed',
  'closed',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export const MOST_CONNECTIONS_PER_FRAME = 64;
/** Pages that reconnect again and again count on. */
const MOST_SERIAL = 1_000_000_000;
const LONGEST_ANSWER = 20_000;

const DEVICES = ['microphone', 'camera', 'speaker'] as const;
const MATCHES = ['other', 'chosen', 'any'] as const;

const whole = (most: number) => z.number().int().min(0).max(most);
const bytes = whole(Number.MAX_SAFE_INTEGER);
const packets = whole(1e12);
const counts = [bytes, packets, packets] as const;

const Media = z.tuple([
  z.literal(0),
  whole(MOST_SERIAL),
  whole(CONNECTION_STATES.length - 1),
  ...counts,
  ...counts,
  ...counts,
  ...counts,
  whole(60_000),
  whole(5000),
  whole(5000),
  whole(1e9),
  whole(1e9),
]);
const Device = z.tuple([z.literal(1), whole(DEVICES.length - 1), whole(MATCHES.length - 1)]);

export interface PageAnswer {
  /** Which document of the frame, as a whole number. */
  readonly document: number;
  readonly reports: readonly (MediaReport | DeviceReport)[];
}

const SILENT: PageAnswer = { document: 0, reports: [] };

const DOCUMENT = /^\d{1,10}$/;

/** Whether this is what the page script answers, and not the silence of a frame that has none. */
export function isAnswer(answer: unknown): boolean {
  return typeof answer === 'string' && DOCUMENT.test(answer.split(';', 1)[0] ?? '');
}

/** Reads what the page script answers, `DOCUMENT;REPORT;REPORT…`; what is anything else is not read. */
export function parseReports(answer: unknown): PageAnswer {
  if (typeof answer !== 'string' || answer.length > LONGEST_ANSWER) return SILENT;
  const [document = '', ...rest] = answer.split(';', 1 + 3 + MOST_CONNECTIONS_PER_FRAME);
  if (!DOCUMENT.test(document)) return SILENT;
  const reports = rest.map(parseReport).filter((report) => report !== null);
  return { document: Number(document), reports };
}

/**
 * Reads one report of the page script; null for whatever is not exactly the bounded whole numbers that it gives. A
 * page that could forge them could do so into nothing but numbers (R24).
 */
export function parseReport(payload: string): MediaReport | DeviceReport | null {
  if (!/^\d{1,16}(?:,\d{1,16}){2,19}$/.test(payload)) return null;
  const numbers = payload.split(',').map(Number);
  const device = Device.safeParse(numbers);
  if (device.success) {
    const [, which, match] = device.data;
    return { kind: 'device', device: DEVICES[which] ?? 'microphone', match: MATCHES[match] ?? 'other' };
  }
  const media = Media.safeParse(numbers);
  if (!media.success) return null;
  const [, connection, state, ...rest] = media.data;
  const flow = (at: 0 | 3 | 6 | 9): FlowCounts => ({
    bytes: rest[at],
    packets: rest[at + 1] ?? 0,
    lost: rest[at + 2] ?? 0,
  });
  const [roundTrip, framesIn, framesOut, freezes, frozenMs] = [
    rest[12],
    rest[13],
    rest[14],
    rest[15],
    rest[16],
  ];
  return {
    kind: 'media',
    connection,
    connectionState: CONNECTION_STATES[state] ?? 'new',
    flows: { audioIn: flow(0), audioOut: flow(3), videoIn: flow(6), videoOut: flow(9) },
    roundTripMs: roundTrip === 0 ? null : roundTrip,
    framesIn: framesIn === 0 ? null : framesIn / 10,
    framesOut: framesOut === 0 ? null : framesOut / 10,
    freezes,
    frozenMs,
  };
}
