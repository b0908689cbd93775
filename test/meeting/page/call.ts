import type { PageMessage, ServerMessage, Side } from '../signalling.ts';

export type CallState =
  | 'joining'
  | 'lobby'
  | 'alone'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'ended'
  | 'removed'
  | 'replaced';

export interface CallOptions {
  readonly side: Side;
  /** Whether the host must admit this page. */
  readonly lobby: boolean;
  /** Local picture and sound; null only receives. */
  readonly ours: MediaStream | null;
  readonly onState: (state: CallState) => void;
  readonly onTheirs: (stream: MediaStream | null) => void;
  readonly inputCounts: () => Record<string, number>;
}

const RETRY_MS = 1000;
const LOST_AFTER_MS = 3000;
const MOST_VIDEO_BITS_PER_SECOND = 500_000;

/** Joins the room and keeps a call with the other side, however often either of them leaves and returns. */
export function joinCall(options: CallOptions): void {
  let connection: RTCPeerConnection | null = null;
  let call = -1;
  let over = false;
  let early: RTCIceCandidateInit[] = [];
  let signalled: Promise<void> = Promise.resolve();

  const hangUp = () => {
    connection?.close();
    connection = null;
    early = [];
    options.onTheirs(null);
  };

  const connect = () => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/meet/signalling`);
    const send = (message: PageMessage) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    };
    socket.addEventListener('open', () =>
      // Once admitted, a page comes back without asking.
      send({ type: 'join', side: options.side, lobby: options.lobby && call === -1 }),
    );
    socket.addEventListener('message', (event) => {
      const message: ServerMessage = JSON.parse(String(event.data));
      // Sequential: a candidate must not overtake its description.
      signalled = signalled.then(() => receive(message, send)).catch(() => send({ type: 'restart', call }));
    });
    socket.addEventListener('close', () => {
      if (over) return;
      setTimeout(connect, RETRY_MS);
    });
  };

  const receive = async (message: ServerMessage, send: (message: PageMessage) => void) => {
    switch (message.type) {
      case 'start':
        hangUp();
        call = message.call;
        connection = open(message.call, message.role, send);
        options.onState('connecting');
        if (message.role === 'offer') {
          await connection.setLocalDescription(await connection.createOffer());
          send({ type: 'signal', call, data: { description: connection.localDescription } });
        }
        return;
      case 'signal':
        if (message.call === call && connection !== null) await hear(connection, message.data, send);
        return;
      case 'alone':
        hangUp();
        return options.onState('alone');
      case 'lobby':
        return options.onState('lobby');
      case 'replaced':
      case 'removed':
      case 'ended':
        over = true;
        hangUp();
        return options.onState(message.type);
      case 'count-inputs':
        return send({ type: 'inputs', counts: options.inputCounts() });
    }
  };

  const hear = async (peer: RTCPeerConnection, data: unknown, send: (message: PageMessage) => void) => {
    if (typeof data !== 'object' || data === null) return;
    if ('description' in data) {
      const description = data.description as RTCSessionDescriptionInit;
      await peer.setRemoteDescription(description);
      for (const candidate of early.splice(0)) await peer.addIceCandidate(candidate);
      if (description.type === 'offer') {
        await peer.setLocalDescription(await peer.createAnswer());
        send({ type: 'signal', call, data: { description: peer.localDescription } });
      }
    } else if ('candidate' in data) {
      const candidate = data.candidate as RTCIceCandidateInit;
      if (peer.remoteDescription === null) early.push(candidate);
      else await peer.addIceCandidate(candidate);
    }
  };

  const open = (
    number: number,
    role: 'offer' | 'answer',
    send: (message: PageMessage) => void,
  ): RTCPeerConnection => {
    const peer = new RTCPeerConnection({ iceServers: [] });
    let lost: ReturnType<typeof setTimeout> | undefined;
    for (const kind of ['audio', 'video'] as const) {
      const track = options.ours?.getTracks().find((one) => one.kind === kind);
      // addTrack, because addTransceiver's lines would not match the offer's when answering.
      if (track !== undefined && options.ours !== null) peer.addTrack(track, options.ours);
      else if (role === 'offer') peer.addTransceiver(kind, { direction: 'recvonly' });
    }
    peer.addEventListener('icecandidate', ({ candidate }) => {
      // Media stays on this machine: only loopback addresses are sent to the other side.
      if (candidate === null || !['127.0.0.1', '::1'].includes(candidate.address ?? '')) return;
      send({ type: 'signal', call: number, data: { candidate: candidate.toJSON() } });
    });
    peer.addEventListener('track', ({ streams }) => options.onTheirs(streams[0] ?? null));
    peer.addEventListener('connectionstatechange', () => {
      clearTimeout(lost);
      if (peer !== connection) return;
      if (peer.connectionState === 'connected') {
        void limitVideo(peer);
        return options.onState('connected');
      }
      if (peer.connectionState !== 'disconnected' && peer.connectionState !== 'failed') return;
      options.onState('reconnecting');
      lost = setTimeout(() => send({ type: 'restart', call: number }), LOST_AFTER_MS);
    });
    return peer;
  };

  options.onState('joining');
  connect();
}

/** Two cores do everything on a small machine: picture, sound, both sides. */
async function limitVideo(peer: RTCPeerConnection): Promise<void> {
  for (const sender of peer.getSenders()) {
    if (sender.track?.kind !== 'video') continue;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = MOST_VIDEO_BITS_PER_SECOND;
    await sender.setParameters(parameters);
  }
}
