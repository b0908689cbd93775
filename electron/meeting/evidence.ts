import { FLOWS } from './media-report.ts';
import type { DeviceReport, Flow, FlowCounts, MediaReport } from './media-report.ts';
import type { MeetingEvidence } from './meeting.ts';
import { Outages } from './outages.ts';
import { QualityMeter } from './quality.ts';
import { RecentMedia } from './recent-media.ts';

/** Media flows while the engine has reported new bytes within this time. */
export const FLOW_WINDOW_MS = 1500;
/** A busy page may report late; after this time without a report no media flows. */
export const SILENCE_MS = 4000;

/** More than any network carries between two reports: a larger number is wrong. */
const MOST_BYTES_PER_REPORT = 10_000_000_000;
/** Skips more frequent reports, which does not affect the totals. */
const SHORTEST_INTERVAL_MS = 100;
const MOST_CONNECTIONS = 256;
const GONE_AFTER_MS = 10_000;

const NOTHING: FlowCounts = { bytes: 0, packets: 0, lost: 0 };

/** Adds up reports into totals that only grow (R40), across connections, reloads and suspensions. */
export class EvidenceTally {
  readonly #last = new Map<string, { readonly report: MediaReport; readonly atMs: number }>();
  readonly #bytes: Record<Flow, number> = { audioIn: 0, audioOut: 0, videoIn: 0, videoOut: 0 };
  readonly #lastMs: Record<Flow, number | null> = {
    audioIn: null,
    audioOut: null,
    videoIn: null,
    videoOut: null,
  };
  readonly #devices: Record<keyof MeetingEvidence['devices'], MeetingEvidence['devices']['camera']> = {
    microphone: 'unknown',
    camera: 'unknown',
    speaker: 'unknown',
  };
  readonly #recent = new RecentMedia();
  readonly #meter = new QualityMeter();
  readonly #outages = new Outages();
  #freezes = 0;
  #frozenMs = 0;
  #lastReportMs: number | null = null;
  #lastConnectedMs: number | null = null;
  #lastFlowAt: number | null = null;

  /** `nowMs` is monotonic, `at` the time of day in milliseconds. */
  add(report: MediaReport, nowMs: number, at: number): void {
    const key = report.connection;
    const before = this.#last.get(key);
    if (before === undefined ? !this.#hasRoom(nowMs) : nowMs - before.atMs < SHORTEST_INTERVAL_MS) return;
    this.#last.set(key, { report, atMs: nowMs });
    this.#lastReportMs = nowMs;
    if (report.connectionState === 'connected') this.#lastConnectedMs = nowMs;
    const grown = growth(report, before?.report);
    if (FLOWS.some((flow) => grown[flow].bytes > MOST_BYTES_PER_REPORT)) return;

    for (const flow of FLOWS) {
      this.#bytes[flow] += grown[flow].bytes;
      if (grown[flow].bytes > 0) this.#lastMs[flow] = nowMs;
    }
    const freezes = Math.max(0, report.freezes - (before?.report.freezes ?? 0));
    // A picture cannot freeze for longer than the time between two reports.
    const atMostMs = before === undefined ? 0 : nowMs - before.atMs;
    const frozenMs = Math.min(atMostMs, Math.max(0, report.frozenMs - (before?.report.frozenMs ?? 0)));
    this.#freezes += freezes;
    this.#frozenMs += frozenMs;
    this.#recent.add({ nowMs, grown, frozenMs, report });
    if (FLOWS.some((flow) => grown[flow].bytes > 0) && this.#flowing(nowMs)) this.#lastFlowAt = at;
  }

  /** Notes an opened device (R41). A device other than the chosen one stays noted until the page is reloaded. */
  addDevice({ device, label }: DeviceReport, chosen: string | null): void {
    const match = chosen === null ? 'any' : label === chosen ? 'chosen' : 'other';
    if (this.#devices[device] !== 'other') this.#devices[device] = match;
  }

  /** Call regularly: updates the quality and notes whether the meeting is lost. */
  tick(lost: boolean, nowMs: number, at: number): void {
    this.#meter.update(this.#flowing(nowMs) ? this.#recent.sample(nowMs) : null, nowMs);
    this.#outages.note(lost, at);
  }

  /** Call when the page is closed or reloaded: media stops, the totals stay. */
  interrupt(): void {
    for (const flow of FLOWS) this.#lastMs[flow] = null;
    for (const device of ['microphone', 'camera', 'speaker'] as const) this.#devices[device] = 'unknown';
    this.#recent.clear();
    this.#lastConnectedMs = null;
  }

  read(nowMs: number, at: number): MeetingEvidence {
    const flows = {
      audioIn: this.#flows('audioIn', nowMs),
      audioOut: this.#flows('audioOut', nowMs),
      videoIn: this.#flows('videoIn', nowMs),
      videoOut: this.#flows('videoOut', nowMs),
    };
    const sample = this.#recent.read(nowMs);
    return {
      ...this.#bytes,
      lastFlowAt: this.#lastFlowAt,
      flowing: this.#flowing(nowMs),
      flows,
      seeAndHear: { them: flows.audioIn && flows.videoIn, us: flows.audioOut && flows.videoOut },
      quality: this.#meter.quality,
      ...sample,
      freezes: this.#freezes,
      frozenMs: this.#frozenMs,
      outages: this.#outages.list,
      lostMs: this.#outages.lostMs(at),
      devices: { ...this.#devices },
    };
  }

  /** Whether the page has any open connection. */
  isConnected(nowMs: number): boolean {
    return this.#lastConnectedMs !== null && nowMs - this.#lastConnectedMs <= SILENCE_MS;
  }

  /** Connections end without a signal: forgets those that have not reported for a while. */
  #hasRoom(nowMs: number): boolean {
    if (this.#last.size < MOST_CONNECTIONS) return true;
    for (const [key, { atMs }] of this.#last) if (nowMs - atMs > GONE_AFTER_MS) this.#last.delete(key);
    return this.#last.size < MOST_CONNECTIONS;
  }

  #flows(flow: Flow, nowMs: number): boolean {
    const last = this.#lastMs[flow];
    if (last === null || this.#lastReportMs === null) return false;
    return this.#lastReportMs - last <= FLOW_WINDOW_MS && nowMs - this.#lastReportMs <= SILENCE_MS;
  }

  #flowing(nowMs: number): boolean {
    const inward = this.#flows('audioIn', nowMs) || this.#flows('videoIn', nowMs);
    return inward && (this.#flows('audioOut', nowMs) || this.#flows('videoOut', nowMs));
  }
}

function growth(now: MediaReport, before: MediaReport | undefined): Readonly<Record<Flow, FlowCounts>> {
  const of = (flow: Flow): FlowCounts => {
    const past = before?.flows[flow] ?? NOTHING;
    const { bytes, packets, lost } = now.flows[flow];
    return {
      bytes: Math.max(0, bytes - past.bytes),
      packets: Math.max(0, packets - past.packets),
      lost: Math.max(0, lost - past.lost),
    };
  };
  return {
    audioIn: of('audioIn'),
    audioOut: of('audioOut'),
    videoIn: of('videoIn'),
    videoOut: of('videoOut'),
  };
}
