import type { Flow, FlowCounts, MediaReport } from './media-report.ts';
import type { MeetingEvidence } from './meeting.ts';
import type { QualitySample } from './quality.ts';

type Moment = {
  readonly nowMs: number;
  /** Since the previous report. */
  readonly grown: Readonly<Record<Flow, FlowCounts>>;
  readonly frozenMs: number;
  readonly report: MediaReport;
};

const WINDOW_MS = 6000;
const LATEST_MS = 2500;
/** Limits the memory that a page with very many connections can take. */
const MOST_MOMENTS = 2000;

/** The last seconds of a call, from which its quality is judged. */
export class RecentMedia {
  #moments: Moment[] = [];

  add(moment: Moment): void {
    this.#moments.push(moment);
    if (this.#moments.length > MOST_MOMENTS) this.#moments.shift();
  }

  clear(): void {
    this.#moments = [];
  }

  read(
    nowMs: number,
  ): Pick<MeetingEvidence, 'lossIn' | 'lossOut' | 'roundTripMs' | 'framesIn' | 'framesOut'> {
    const moments = this.#within(nowMs);
    return {
      lossIn: loss(moments, ['audioIn', 'videoIn']),
      lossOut: loss(moments, ['audioOut', 'videoOut']),
      roundTripMs: most(moments.map(({ report }) => report.roundTripMs)),
      framesIn: most(moments.filter(isLatest(nowMs)).map(({ report }) => report.framesIn)),
      framesOut: most(moments.filter(isLatest(nowMs)).map(({ report }) => report.framesOut)),
    };
  }

  /** Null without a recent report. */
  sample(nowMs: number): QualitySample | null {
    const moments = this.#within(nowMs);
    if (moments.length === 0) return null;
    const { lossIn, lossOut, roundTripMs, framesIn } = this.read(nowMs);
    const frozenMs = moments.reduce((sum, moment) => sum + moment.frozenMs, 0);
    return {
      loss: Math.max(lossIn ?? 0, lossOut ?? 0),
      roundTripMs,
      framesIn,
      frozen: Math.min(1, frozenMs / WINDOW_MS),
    };
  }

  #within(nowMs: number): readonly Moment[] {
    this.#moments = this.#moments.filter((moment) => nowMs - moment.nowMs <= WINDOW_MS);
    return this.#moments;
  }
}

/** Share of packets lost, 0 to 1, to three digits; null when none were sent. */
function loss(moments: readonly Moment[], flows: readonly Flow[]): number | null {
  let packets = 0;
  let lost = 0;
  for (const { grown } of moments) {
    for (const flow of flows) {
      packets += grown[flow].packets;
      lost += grown[flow].lost;
    }
  }
  // The count of sent packets includes the lost ones; the count of received packets does not.
  const all = flows.includes('audioOut') ? packets : packets + lost;
  return all === 0 ? null : Math.round(Math.min(1, lost / all) * 1000) / 1000;
}

const isLatest =
  (nowMs: number) =>
  (moment: Moment): boolean =>
    nowMs - moment.nowMs <= LATEST_MS;

function most(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (greatest, value) => (value === null ? greatest : Math.max(value, greatest ?? 0)),
    null,
  );
}
