import { parseArgs } from 'node:util';
import { startPracticeMeeting } from './peer.ts';
import type { PeerProgram } from './peer.ts';
import { DEFAULT_MEETING_PORT } from './server.ts';

const USAGE = 'Use: meeting [--port N] [--json] [--electron PATH | --browser PATH]';

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: String(DEFAULT_MEETING_PORT) },
        json: { type: 'boolean', default: false },
        electron: { type: 'string' },
        browser: { type: 'string' },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) return fail(`${error.message.split('. ')[0]}. ${USAGE}`);
    throw error;
  }
}

const values = readArguments();
const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
if (!(port <= 65535)) fail(`The port must be a number from 0 to 65535, not “${values.port}”.`);
if (values.electron !== undefined && values.browser !== undefined) fail(USAGE);

const peer: PeerProgram | null =
  values.electron !== undefined
    ? { electron: values.electron }
    : values.browser !== undefined
      ? { browser: values.browser }
      : null;
const started = await startPracticeMeeting({ port, peer });
if (!started.ok) {
  const { refusal } = started;
  switch (refusal.code) {
    case 'meeting-port-in-use':
      fail(`Port ${refusal.values.port} is in use: choose another with --port.`);
    case 'meeting-port-refused':
      fail(
        `This machine does not allow listening on port ${refusal.values.port}: choose another with --port.`,
      );
    case 'practice-peer-did-not-start':
      fail(`The community site did not start: is ${refusal.values.program} a browser that runs here?`);
  }
}

const meeting = started.value;
process.stdout.write(
  values.json
    ? `${JSON.stringify({ url: meeting.url, port: meeting.port, peer: peer !== null })}\n`
    : `Practice meeting: ${meeting.url}\nCommunity site:   ${peer === null ? `open ${meeting.url}?peer=1` : 'is there'}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void meeting.close().then(() => process.exit(0)));
}
