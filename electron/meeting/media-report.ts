import { z } from 'zod';

/** The four media flows: out from the station, in from the community site. */
export const FLOWS = ['audioIn', 'audioOut', 'videoIn', 'videoOut'] as const;
export type Flow = (typeof FLOWS)[number];

export type FlowCounts = {
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
};

/** One connection of the page: its totals so far, and how it is now. */
export type MediaReport = {
  /** The engine's id of the connection; never reused. */
  readonly connection: string;
  readonly connectionState: ConnectionState;
  readonly flows: Readonly<Record<Flow, FlowCounts>>;
  /** Milliseconds; null when not measured. */
  readonly roundTripMs: number | null;
  /** Frames per second; null without video. */
  readonly framesIn: number | null;
  readonly framesOut: number | null;
  /** How often, and for how many milliseconds in all, their picture froze on this connection. */
  readonly freezes: number;
  readonly frozenMs: number;
};

/** A device that a page opened, by the engine's own label (R41). */
export type DeviceReport = {
  readonly device: 'microphone' | 'camera';
  readonly label: string;
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

export type EngineReport = {
  readonly media: readonly MediaReport[];
  readonly devices: readonly DeviceReport[];
};

export const NOTHING_REPORTED: EngineReport = { media: [], devices: [] };

const LONGEST_ANSWER = 1_000_000;
const MOST_MS = 1e9;
const MOST_PACKETS = 1e12;

/** 64-bit statistics arrive as text. Anything but a positive number counts as zero. */
const amount = (most: number, scale = 1) =>
  z
    .union([z.number(), z.string().max(24)])
    .optional()
    .transform((value) => {
      const scaled = Number(value) * scale;
      return scaled > 0 ? Math.min(most, Math.floor(scaled)) : 0;
    });

const Kind = z.enum(['audio', 'video']);
const Stat = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('inbound-rtp'),
    kind: Kind,
    bytesReceived: amount(Number.MAX_SAFE_INTEGER),
    packetsReceived: amount(MOST_PACKETS),
    packetsLost: amount(MOST_PACKETS),
    framesPerSecond: amount(5000, 10),
    freezeCount: amount(MOST_MS),
    totalFreezesDuration: amount(MOST_MS, 1000),
  }),
  z.object({
    type: z.literal('outbound-rtp'),
    kind: Kind,
    bytesSent: amount(Number.MAX_SAFE_INTEGER),
    packetsSent: amount(MOST_PACKETS),
    framesPerSecond: amount(5000, 10),
  }),
  z.object({ type: z.literal('remote-inbound-rtp'), kind: Kind, packetsLost: amount(MOST_PACKETS) }),
  z.object({
    type: z.literal('candidate-pair'),
    nominated: z.boolean().optional(),
    /** In the report in seconds, here in milliseconds, rounded up. */
    currentRoundTripTime: z
      .number()
      .optional()
      .transform((seconds = 0) => (seconds > 0 ? Math.min(60_000, Math.ceil(seconds * 1000)) : 0)),
  }),
]);

const Connection = z.object({
  connection: z.string().regex(/^\d{1,10}-\d{1,10}$/),
  process: z.number(),
  state: z.enum(CONNECTION_STATES).catch('new'),
  stats: z.array(z.unknown()).max(500),
});
const Opened = z.object({
  process: z.number(),
  microphone: z.string().max(300).nullable(),
  camera: z.string().max(300).nullable(),
});
const Answer = z.object({
  connections: z.array(z.unknown()).max(300),
  devices: z.array(z.unknown()).max(100),
});

/**
 * Reads what `webrtc-internals.ts` collected, for the given operating system processes. Skips unexpected shapes: a new
 * version of the engine yields nothing rather than wrong numbers.
 */
export function parseEngineReport(answer: unknown, processes: ReadonlySet<number>): EngineReport {
  if (typeof answer !== 'string' || answer.length > LONGEST_ANSWER) return NOTHING_REPORTED;
  const parsed = Answer.safeParse(jsonOf(answer));
  if (!parsed.success) return NOTHING_REPORTED;
  const media = parsed.data.connections.flatMap((item) => {
    const connection = Connection.safeParse(item);
    return connection.success && processes.has(connection.data.process) ? [mediaOf(connection.data)] : [];
  });
  const devices = parsed.data.devices.flatMap((item) => {
    const opened = Opened.safeParse(item);
    return opened.success && processes.has(opened.data.process) ? devicesOf(opened.data) : [];
  });
  return { media, devices };
}

function mediaOf({ connection, state, stats }: z.infer<typeof Connection>): MediaReport {
  const flow = () => ({ bytes: 0, packets: 0, lost: 0 });
  const flows = { audioIn: flow(), audioOut: flow(), videoIn: flow(), videoOut: flow() };
  const add = (which: Flow, bytes: number, packets: number, lost: number): void => {
    flows[which].bytes = Math.min(Number.MAX_SAFE_INTEGER, flows[which].bytes + bytes);
    flows[which].packets += packets;
    flows[which].lost += lost;
  };
  let [roundTripMs, framesIn, framesOut, freezes, frozenMs] = [0, 0, 0, 0, 0];
  for (const item of stats) {
    const parsed = Stat.safeParse(item);
    if (!parsed.success) continue;
    const stat = parsed.data;
    switch (stat.type) {
      case 'inbound-rtp':
        add(`${stat.kind}In`, stat.bytesReceived, stat.packetsReceived, stat.packetsLost);
        if (stat.kind === 'audio') break;
        framesIn = Math.max(framesIn, stat.framesPerSecond);
        freezes += stat.freezeCount;
        frozenMs += stat.totalFreezesDuration;
        break;
      case 'outbound-rtp':
        add(`${stat.kind}Out`, stat.bytesSent, stat.packetsSent, 0);
        if (stat.kind === 'video') framesOut = Math.max(framesOut, stat.framesPerSecond);
        break;
      case 'remote-inbound-rtp':
        add(`${stat.kind}Out`, 0, 0, stat.packetsLost);
        break;
      case 'candidate-pair':
        if (stat.nominated === true && stat.currentRoundTripTime > 0) roundTripMs = stat.currentRoundTripTime;
        break;
    }
  }
  return {
    connection,
    connectionState: state,
    flows,
    roundTripMs: roundTripMs === 0 ? null : roundTripMs,
    framesIn: framesIn === 0 ? null : framesIn / 10,
    framesOut: framesOut === 0 ? null : framesOut / 10,
    freezes: Math.min(freezes, MOST_MS),
    frozenMs: Math.min(frozenMs, MOST_MS),
  };
}

function devicesOf({ microphone, camera }: z.infer<typeof Opened>): readonly DeviceReport[] {
  return [
    ...(microphone === null ? [] : [{ device: 'microphone', label: microphone } as const]),
    ...(camera === null ? [] : [{ device: 'camera', label: camera } as const]),
  ];
}

function jsonOf(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    // Not an answer of the collector.
    return null;
  }
}
