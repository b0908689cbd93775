import { z } from 'zod';
import { NO_EVIDENCE } from './meeting.ts';
import type { MeetingEvidence } from './meeting.ts';

/** Media counts as flowing while bytes came both ways within this time. */
export const FLOW_WINDOW_MS = 2500;

/** Far more than a network carries between two reports; beyond it a number is a lie. */
const MOST_BYTES_PER_REPORT = 10_000_000_000;
/** The page reports once a second; what comes faster is not read. Its totals lose nothing by that. */
const SHORTEST_INTERVAL_MS = 250;
const CONNECTED = 2;
const MOST_CONNECTIONS_PER_FRAME = 64;
const MOST_CONNECTIONS = 256;

const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What the script in the page sends: six whole numbers. The page may forge them, but into nothing but numbers. */
const MediaReport = z.tuple([
  z
    .number()
    .int()
    .min(0)
    .max(MOST_CONNECTIONS_PER_FRAME - 1),
  z.number().int().min(0).max(5),
  bytes,
  bytes,
  bytes,
  bytes,
]);

export interface MediaReport {
  /** Which connection of the frame, counted from 0. */
  readonly connection: number;
  /** Index into new, connecting, connected, disconnected, failed, closed. */
  readonly connectionState: number;
  /** Bytes so far on this connection: audio in, audio out, video in, video out. */
  readonly totals: readonly [audioIn: number, audioOut: number, videoIn: number, videoOut: number];
}

/** Reads one message of the page; null for whatever is not exactly six bounded whole numbers. */
export function parseMediaReport(payload: string): MediaReport | null {
  if (!/^\d{1,16}(?:,\d{1,16}){5}$/.test(payload)) return null;
  const parsed = MediaReport.safeParse(payload.split(',').map(Number));
  if (!parsed.success) return null;
  const [connection, connectionState, audioIn, audioOut, videoIn, videoOut] = parsed.data;
  return { connection, connectionState, totals: [audioIn, audioOut, videoIn, videoOut] };
}

/**
 * Adds up reports into totals that only grow (R40). A connection that starts again from zero, because the page
 * reloaded or reconnected, adds to what was there.
 */
export class EvidenceTally {
  readonly #last = new Map<string, { readonly totals: MediaReport['totals']; readonly atMs: number }>();
  #totals: [number, number, number, number] = [0, 0, 0, 0];
  #lastInMs: number | null = null;
  #lastOutMs: number | null = null;
  #lastConnectedMs: number | null = null;
  #lastFlowAt: number | null = null;

  /** `frame` names the frame and its document; `nowMs` is monotonic, `at` the time of day in milliseconds. */
  add(frame: string, report: MediaReport, nowMs: number, at: number): void {
    const key = `${frame}/${report.connection}`;
    const before = this.#last.get(key);
    if (
      before === undefined ? this.#last.size >= MOST_CONNECTIONS : nowMs - before.atMs < SHORTEST_INTERVAL_MS
    )
      return;
    const grown = report.totals.map((total, index) => Math.max(0, total - (before?.totals[index] ?? 0)));
    this.#last.set(key, { totals: report.totals, atMs: nowMs });
    if (report.connectionState === CONNECTED) this.#lastConnectedMs = nowMs;
    if (grown.some((amount) => amount > MOST_BYTES_PER_REPORT)) return;

    const [audioIn = 0, audioOut = 0, videoIn = 0, videoOut = 0] = grown;
    this.#totals = [
      this.#totals[0] + audioIn,
      this.#totals[1] + audioOut,
      this.#totals[2] + videoIn,
      this.#totals[3] + videoOut,
    ];
    if (audioIn + videoIn > 0) this.#lastInMs = nowMs;
    if (audioOut + videoOut > 0) this.#lastOutMs = nowMs;
    if (grown.some((amount) => amount > 0) && this.#flowing(nowMs)) this.#lastFlowAt = at;
  }

  /** The documents whose name starts so are gone; what they counted stays. */
  forget(framePrefix: string): void {
    for (const key of this.#last.keys()) if (key.startsWith(framePrefix)) this.#last.delete(key);
  }

  /** The page is being fetched again: whatever flowed, flows no more. */
  interrupt(): void {
    this.#lastInMs = null;
    this.#lastOutMs = null;
    this.#lastConnectedMs = null;
  }

  read(nowMs: number): MeetingEvidence {
    const [audioIn, audioOut, videoIn, videoOut] = this.#totals;
    return {
      ...NO_EVIDENCE,
      audioIn,
      audioOut,
      videoIn,
      videoOut,
      lastFlowAt: this.#lastFlowAt,
      flowing: this.#flowing(nowMs),
    };
  }

  /** Whether some connection of the page is up, whoever may be at its other end. */
  isConnected(nowMs: number): boolean {
    return isRecent(this.#lastConnectedMs, nowMs);
  }

  #flowing(nowMs: number): boolean {
    return isRecent(this.#lastInMs, nowMs) && isRecent(this.#lastOutMs, nowMs);
  }
}

function isRecent(ms: number | null, nowMs: number): boolean {
  return ms !== null && nowMs - ms <= FLOW_WINDOW_MS;
}
