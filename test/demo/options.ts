import path from 'node:path';
import { parseArgs } from 'node:util';
import { ok, refuse, type Result } from '../../shared/result.ts';

/** Where the demo may stop and stay, in the order of the visit. */
export const DEMO_PHASES = [
  'sign-in',
  'schedule',
  'opened',
  'notice',
  'connecting',
  'connected',
  'locked',
  'returned',
  'ended',
  'handed-over',
  'tracked',
] as const;
export type DemoPhase = (typeof DEMO_PHASES)[number];

export interface DemoOptions {
  readonly out: string;
  readonly language: 'en' | 'fr';
  readonly until: DemoPhase | null;
  readonly holdSeconds: number;
  readonly server: { readonly url: string; readonly code: string } | null;
  readonly pin: string;
  readonly meetingPort: number;
  readonly json: boolean;
  /** Starts with an empty station and no server. */
  readonly fromNothing: boolean;
  /** Reaches institution and meeting only through an inspecting proxy with a private authority. */
  readonly behindProxy: boolean;
  /** Plays the institution's side too, on its pages in a real Chromium. */
  readonly institution: boolean;
}

export const DEMO_HELP = `Plays one whole visit of a minor child by itself, through the real screens of a station that needs no server.

  npm run demo [-- options]

  --out DIR            where pictures and records go (default demo-out)
  --language en|fr     the facilitator's language (default en); pictures are taken in both
  --until PHASE        stop there: ${DEMO_PHASES.join(', ')}
  --hold SECONDS       and stay so long (default 0)
  --from-nothing       begin with an empty station: set-up, staff, sites, booking, then the visit
  --behind-proxy       reach everything through an inspecting proxy with a password and a private authority, and
                       leave its log
  --institution        play the institution's side too, on its pages in Chromium: from an empty service over the
                       booking, “Now” and a suspension to the record of the visit
  --server URL         play at another institution: enrol there
  --code CODE          its enrolment code
  --pin PIN            the PIN of a facilitator there
  --meeting-port N     port of the practice meeting (default 7443)
  --json               print one JSON object at the end, progress on standard error
  --help               this text
`;

const DEFAULT_MEETING_PORT = 7443;

/** Reads the command line; refuses with one sentence that names the argument. `null`: help was asked for. */
export function readDemoOptions(
  args: readonly string[],
  practicePin: string,
): Result<DemoOptions | null, string> {
  const read = parse(args);
  if (!read.ok) return read;
  const { values } = read.value;
  if (values.help) return ok(null);
  const language = values.language ?? 'en';
  if (language !== 'en' && language !== 'fr') return refuse(`--language takes en or fr, not "${language}".`);
  const until = values.until === undefined ? null : DEMO_PHASES.find((phase) => phase === values.until);
  if (until === undefined) {
    return refuse(`--until takes one of ${DEMO_PHASES.join(', ')}, not "${values.until ?? ''}".`);
  }
  const holdSeconds = Number(values.hold ?? 0);
  if (!Number.isFinite(holdSeconds) || holdSeconds < 0) {
    return refuse(`--hold takes a number of seconds, not "${values.hold ?? ''}".`);
  }
  const meetingPort = Number(values['meeting-port'] ?? DEFAULT_MEETING_PORT);
  if (!Number.isInteger(meetingPort) || meetingPort < 1 || meetingPort > 65535) {
    return refuse(`--meeting-port takes a number from 1 to 65535, not "${values['meeting-port'] ?? ''}".`);
  }
  if ((values.server === undefined) !== (values.code === undefined)) {
    return refuse('--server and --code go together: the address of an institution and a code to enrol with.');
  }
  if (values['from-nothing'] === true && values.server !== undefined)
    return refuse('--from-nothing needs no server: leave --server out.');
  const behindProxy = values['behind-proxy'] ?? false;
  if (behindProxy && (values.server !== undefined || values['from-nothing'] === true))
    return refuse('--behind-proxy brings its own institution: leave --server and --from-nothing out.');
  const institution = values.institution ?? false;
  if (institution && (values.server !== undefined || values['from-nothing'] === true || behindProxy))
    return refuse(
      '--institution brings its own service: leave --server, --from-nothing and --behind-proxy out.',
    );
  if (values.server !== undefined && !URL.canParse(values.server)) {
    return refuse(`--server takes an address such as http://127.0.0.1:8080, not "${values.server}".`);
  }
  if (values.server !== undefined && values.pin === undefined) {
    return refuse('--server needs --pin too: the PIN of a facilitator of that institution.');
  }
  const pin = values.pin ?? practicePin;
  if (!/^\d{4,12}$/u.test(pin)) return refuse('--pin takes 4 to 12 digits.');
  return ok({
    out: path.resolve(values.out ?? 'demo-out'),
    language,
    until,
    holdSeconds,
    server: values.server === undefined ? null : { url: values.server, code: values.code ?? '' },
    pin,
    meetingPort,
    json: values.json ?? false,
    fromNothing: values['from-nothing'] ?? false,
    behindProxy,
    institution,
  });
}

function parse(args: readonly string[]): Result<ReturnType<typeof parseDemoArgs>, string> {
  try {
    return ok(parseDemoArgs(args));
  } catch (error) {
    // node:util throws a TypeError whose message names the argument.
    return refuse(error instanceof TypeError ? error.message : 'The arguments could not be read.');
  }
}

function parseDemoArgs(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      language: { type: 'string' },
      until: { type: 'string' },
      hold: { type: 'string' },
      server: { type: 'string' },
      code: { type: 'string' },
      pin: { type: 'string' },
      'meeting-port': { type: 'string' },
      json: { type: 'boolean' },
      'from-nothing': { type: 'boolean' },
      'behind-proxy': { type: 'boolean' },
      institution: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
}
