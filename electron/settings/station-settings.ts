import { z } from 'zod';
import { isIpv4Network } from '../meeting/host-rules.ts';
import { isHostEntry } from '../../shared/meeting-link/host-list.ts';
import { UsbIdentity } from '../../shared/hardware/usb-identity.ts';
import { mediaServerOf } from '../../shared/meeting-link/media-server.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { readServerUrl } from '../../shared/sync/server-url.ts';
import { dataFolderFault } from './data-folder.ts';
import { duplicateKey } from './duplicate-keys.ts';
import {
  type Build,
  objectOf,
  readSettingsText,
  type SettingsRefusal,
  type SettingsText,
} from './settings-text.ts';
import type { PolicyValue } from './windows-policy.ts';

const HostList = z.array(z.string().refine(isHostEntry, 'not-host')).max(200);

/** Webex, "Network Requirements for Webex Services" (WBX000028782), revision 2026-03-16. */
const WEBEX_MEDIA_NETWORKS = [
  '23.89.0.0/16',
  '44.234.52.192/26',
  '62.109.192.0/18',
  '64.68.96.0/19',
  '66.163.32.0/19',
  '69.26.160.0/19',
  '114.29.192.0/19',
  '144.196.0.0/16',
  '150.253.128.0/17',
  '163.129.0.0/17',
  '170.72.0.0/16',
  '170.133.128.0/18',
  '173.39.224.0/19',
  '173.243.0.0/20',
  '207.182.160.0/19',
  '209.197.192.0/19',
  '210.4.192.0/20',
  '216.151.128.0/19',
] as const;

const UsbList = z.array(UsbIdentity).max(50);

const ServerUrl = z.string().refine((text) => readServerUrl(text).ok, 'not-https');

/** The machine-wide file that IT writes (R3). Unknown keys are refused, so that a misspelt key is not silently ignored. */
export const ProductionSettings = z.strictObject({
  /** The folder of the journal and its keys. */
  dataFolder: z.string().min(1),
  /** `embedded`: the institution is inside this station, which needs no server (R64). */
  institution: z.enum(['server', 'embedded']).default('server'),
  /** The institution's server; null until IT names one. */
  serverUrl: ServerUrl.nullable().default(null),
  /** A one-use enrolment code, tried at a start while the station is not enrolled. */
  enrolmentCode: z.string().max(100).nullable().default(null),
  meeting: z
    .strictObject({
      /** Hosts that a meeting link may name (R14). */
      sites: HostList.default([]),
      /** Further hosts whose pages may be shown inside the meeting. */
      pages: HostList.default(['web.webex.com']),
      /** Further hosts that those pages may fetch from. */
      requests: HostList.default([
        '*.webex.com',
        '*.cisco.com',
        '*.wbx2.com',
        '*.ciscospark.com',
        '*.webexapis.com',
        '*.webexcontent.com',
      ]),
      /** The link of a meeting in which nobody is expected, for staff to try before a visit (R4); never a room of families. */
      trialLink: z.string().max(4000).nullable().default(null),
      /** `host:port` of servers that carry sound and pictures: tried at the equipment check (R4). */
      mediaServers: z
        .array(z.string().refine((text) => mediaServerOf(text) !== null, 'not-host-port'))
        .max(10)
        .default([]),
      /** IPv4 networks of those servers, for sound and pictures over TCP: no other address is reached (host-rules.ts). */
      mediaNetworks: z
        .array(z.string().refine(isIpv4Network, 'not-network'))
        .max(100)
        .default([...WEBEX_MEDIA_NETWORKS]),
      /** Whether the link asks Webex for its browser client (R42). */
      askForBrowserClient: z.boolean().default(true),
    })
    .prefault({}),
  /** How the station reaches the institution's server (R63). The system's proxy settings always count. */
  network: z
    .strictObject({
      /** The account for a proxy that asks for one. */
      proxyUser: z.string().max(200).nullable().default(null),
      proxyPassword: z.string().max(200).nullable().default(null),
      /** A PEM file of authorities to trust besides the system's. */
      authoritiesFile: z.string().min(1).max(500).nullable().default(null),
      /** `host` or `host:port` that requests are signed for, where a gateway rewrites the `Host` header. */
      signedAuthority: z
        .string()
        .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/u, 'not-authority')
        .nullable()
        .default(null),
      /** Of the machine's certificates, the server gets the one of this issuer (its common name) when it asks; null for none. */
      clientCertificateIssuer: z.string().min(1).max(200).nullable().default(null),
    })
    .prefault({}),
  /** The devices of this site as `vvvv:pppp`, vendor and product of USB. An empty list allows every device of its kind. */
  devices: z
    .strictObject({
      /** Headsets that may be chosen for a visit. */
      headsets: UsbList.default([]),
      /** Webcams that may be chosen for a visit. */
      webcams: UsbList.default([]),
      /** Devices with a few keys (a headset's dial pad, a power button) that are not asked to be removed (R31). */
      buttons: UsbList.default([]),
      /** Names of what is built into the machine and has no vendor: held, but not asked to be removed (R31). */
      builtIn: z.array(z.string().min(1).max(200)).max(50).default([]),
    })
    .prefault({}),
  /** Whether this station needs a webcam whatever the booking says (R4). */
  webcamRequired: z.boolean().default(false),
  /** Whether a visit may be entered by hand (R2). */
  walkUpAllowed: z.boolean().default(true),
  /** Where a station without a server puts its nightly sealed copy (R64): a share or removable medium; null for nowhere. */
  copyFolder: z.string().min(1).max(500).nullable().default(null),
  /** Where staff may take the tracking sheet to (R53). */
  exports: z
    .strictObject({
      /** A folder or network share for exported files; null where IT has named none. */
      folder: z.string().min(1).max(500).nullable().default(null),
      /** Whether a removable medium may be written to. */
      removableMedia: z.boolean().default(false),
      /** After how many days the station erases exported files. */
      keepDays: z.enum(['1', '3', '7', '14', '30']).default('7'),
    })
    .prefault({}),
  /** `removed`: keyboards and pointers must be unplugged; `removed-or-blocked`: blocking them suffices (R31). */
  lockdownRequire: z.enum(['removed', 'removed-or-blocked']).default('removed-or-blocked'),
  updates: z
    .strictObject({
      /** The hour, on the machine's clock, from which a downloaded version may be installed. */
      at: z
        .string()
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'not-time')
        .default('03:00'),
      /** Where Windows finds newer versions; null where IT installs them. Linux uses the system's repository. */
      url: ServerUrl.nullable().default(null),
    })
    .prefault({}),
});

/** What only development and end-to-end builds accept. */
const PracticeSettings = ProductionSettings.extend({
  practice: z
    .strictObject({
      /** Shown on the sign-in screen. */
      pins: z.array(z.strictObject({ staff: z.string(), pin: z.string() })).default([]),
      /** Origins of the practice meeting, `http://localhost:7443`. */
      meetingOrigins: z.array(z.url('not-url')).default([]),
      /** Simulated headset, webcam, keyboard and mouse in place of the machine's own. */
      simulatedHardware: z.boolean().default(false),
      /** Commands for the simulated hardware are read from the terminal, a line each. */
      simulatorConsole: z.boolean().default(false),
      /** `machine`: the strongest lock that the machine allows; `simulated`: none at all, and said so. */
      lock: z.enum(['machine', 'simulated']).default('machine'),
      /** Chromium's made-up devices: none, camera and microphone, or those and a silent output. */
      fakeMedia: z.enum(['none', 'inputs', 'all']).default('none'),
    })
    .nullable()
    .default(null),
});

export type StationSettings = z.infer<typeof PracticeSettings>;

/**
 * Parses settings, overridden by Group Policy. Pure; refuses with the first wrong field, and names the policy's key as the
 * file where the policy set it.
 */
export function checkSettings(
  source: SettingsText,
  build: Build,
  platform: NodeJS.Platform = process.platform,
): Result<StationSettings, SettingsRefusal> {
  const { file, policy } = source;
  let found: unknown;
  try {
    found = objectOf(source);
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    return refuse({ code: 'settings-not-json', file, field: '', reason: '', detail });
  }
  if (found === null)
    return refuse({ code: 'settings-not-json', file, field: '', reason: '', detail: '{ … }' });
  const twice = duplicateKey(source.text);
  if (twice !== null) {
    const [first, second] = twice.lines;
    return refused(twice.field, 'given-twice', `${first}, ${second}`);
  }
  const schema = build === 'production' ? ProductionSettings : PracticeSettings;
  const parsed = schema.safeParse(found);
  if (parsed.success) {
    const fault = dataFolderFault(parsed.data.dataFolder, platform);
    return fault === null ? ok({ practice: null, ...parsed.data }) : refused('dataFolder', fault, '');
  }
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const steps = [...issue.path.map(String), ...unknownKeys];
  return refused(steps.map((step) => (step === '' ? '""' : step)).join('.'), ...reasonOf(issue));

  function refused(field: string, reason: string, detail: string): Result<never, SettingsRefusal> {
    const setBy = policy.find(({ path }) => isWithin(field, path) || isWithin(path, field));
    return refuse({ code: 'settings-field', file: setBy?.key ?? file, field, reason, detail });
  }
}

/** The code of `settingsReason` and its detail; the schemas above give theirs as the message. */
function reasonOf(issue: z.core.$ZodIssue): readonly [reason: string, detail: string] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return ['unknown-key', ''];
    case 'invalid_type':
      return ['wrong-type', issue.expected];
    case 'invalid_value':
      return ['not-one-of', issue.values.map(String).join(', ')];
    case 'too_big':
      return ['too-long', String(issue.maximum)];
    case 'too_small':
      return ['too-short', String(issue.minimum)];
    default:
      return [issue.message, ''];
  }
}

function isWithin(field: string, outer: string): boolean {
  return field === outer || field.startsWith(`${outer}.`);
}

/** Reads and checks the settings file. */
export function readSettings(
  file: string,
  build: Build,
  policy: readonly PolicyValue[] = [],
): Result<StationSettings, SettingsRefusal> {
  const source = readSettingsText(file, policy);
  return source.ok ? checkSettings(source.value, build) : source;
}
