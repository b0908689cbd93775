import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readCopy, writeCopy } from '../../electron/embedded/copy-file.ts';
import { classifyInputDevices } from '../../electron/hardware/linux-input-devices.ts';
import { classifyRawInput } from '../../electron/hardware/windows-input-devices.ts';
import { EVENT_BYTES, encodeEvents, parseEvents } from '../../electron/lockout/evdev/codes.ts';
import { HelperMessage, LineReader, Order } from '../../electron/lockout/helper/protocol.ts';
import { parseEngineReport } from '../../electron/meeting/media-report.ts';
import type { MeetingHosts } from '../../electron/meeting/meeting-hosts.ts';
import { decideNavigation } from '../../electron/meeting/navigation-policy.ts';
import { readAuthorities } from '../../electron/network/authorities.ts';
import { HTTP_REFUSALS } from '../../electron/network/http.ts';
import { openProvisioning } from '../../electron/settings/provisioning.ts';
import { checkSettings } from '../../electron/settings/station-settings.ts';
import { parseRegistry, POLICY_KEY } from '../../electron/settings/windows-policy.ts';
import { verifySameSigner } from '../../electron/updates/windows-signature.ts';
import { verifyRequest } from '../../institution/http/verify-request.ts';
import { readInvitation } from '../../institution/core/invitation/read-invitation.ts';
import { readSiteList } from '../../institution/core/site-list.ts';
import { openTransfer, sealTransfer } from '../../institution/core/transfer.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import { signRequest } from '../../shared/sync/request-signature.ts';
import { readServerUrl } from '../../shared/sync/server-url.ts';
import { BUILT_IN_ZONES } from '../../shared/zones/built-in-zones.ts';
import { readZoneTable } from '../../shared/zones/zone-table-schema.ts';
import { memoryFolder, removeFolder } from './folders.ts';
import { mutateBytes } from './mutate.ts';
import { dice } from './random.ts';

vi.mock('electron', () => ({ net: {}, protocol: {} }));
const { refusalOfError } = await import('../../electron/network/net-http.ts');
const { fileOf } = await import('../../electron/windows/app-protocol.ts');

/**
 * A hundred thousand damaged inputs for everything that reads what others wrote. A parser may refuse, but never throw, and
 * what it accepts holds its promise. Links and headset reports have theirs beside them; answers of the server in `fuzz.ts`.
 */
const RUNS = Number(process.env['CHILD_LINK_FUZZ_RUNS'] ?? 100_000);
const SEED = 20_261_130;

let folder: string;
beforeAll(async () => {
  folder = memoryFolder();
  const part = path.join(folder, 'journal');
  writeFileSync(part, 'a sample of a journal');
  await writeCopy(path.join(folder, 'whole.clcopy'), COPY_KEY, {
    at: '2026-11-30T12:00:00.000Z',
    parts: [{ name: 'journal', file: part }],
  });
});
afterAll(() => removeFolder(folder));

const HOST = 'visits-visites.webex.com';
const HOSTS: MeetingHosts = { sites: [HOST], pages: [], requests: [], practiceOrigins: [] };
const INVITATION = {
  linkPolicy: { hosts: [HOST], practiceOrigins: [] },
  zones: ['America/Toronto'],
};
const repository = path.resolve(import.meta.dirname, '../..');
const read = (file: string): Buffer => readFileSync(path.join(repository, file));
const invitations = ['en-request.ics', 'fr-request.ics', 'en-weekly.ics', 'en-pasted.txt', 'fr-pasted.txt'];
const DEVICES = `I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Sample Keyboard"
S: Sysfs=/devices/usb1/input/input5
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
`;
const REGISTRY = `[${POLICY_KEY}]\r\n"serverUrl"="https://institution.example"\r\n"walkUpAllowed"=dword:00000000\r\n"meeting.sites"=hex(7):6f,00,\\\r\n  6e,00,00,00\r\n`;
const ENGINE = JSON.stringify({
  connections: [
    {
      connection: '5-1',
      process: 1,
      state: 'connected',
      stats: [
        { type: 'inbound-rtp', kind: 'audio', bytesReceived: '10', packetsReceived: 1, packetsLost: 0 },
      ],
    },
  ],
  devices: [{ process: 1, microphone: 'Sample Microphone', camera: null }],
});
const SETTINGS = JSON.stringify({
  dataFolder: '/var/lib/child-link',
  serverUrl: 'https://institution.example',
  meeting: { sites: [HOST] },
});

const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
/** Not compressed, so that most damage is inside the texts. */
const WORKBOOK = Buffer.from(
  zipSync(
    Object.fromEntries(
      Object.entries({
        'xl/workbook.xml':
          '<workbook xmlns:r="r"><sheets><sheet name="Sites" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        'xl/sharedStrings.xml': '<sst><si><t>Number</t></si><si><t>Centre</t></si></sst>',
        'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c t="s"><v>0</v></c>${['City', 'Province', 'Name'].map(cell).join('')}</row><row r="2">${['S-1', 'Halifax', 'NS'].map(cell).join('')}<c t="s"><v>1</v></c></row></sheetData></worksheet>`,
      }).map(([name, text]) => [name, strToU8(text)]),
    ),
    { level: 0 },
  ),
);
const TRANSFER = sealTransfer({
  ...{ format: 'child-link-institution', v: 1, institution: 'sample', at: '2026-11-30T12:00:00.000Z' },
  maps: {
    ...{ people: [], staff: [], sites: [], schedule: [], 'past-bookings': [], notifications: [] },
    ...{ settings: [], holds: [] },
  },
  ...{ retention: null, audit: [], formerAudits: {} },
});
const COPY_KEY = Buffer.alloc(32, 7);
const SIGNER = signerFromSeed(new Uint8Array(32).fill(7));
const REQUEST = {
  method: 'POST',
  url: new URL('https://institution.example/v1/heartbeat'),
  body: Buffer.from('{"hello":"world"}'),
  station: 'st_0001',
  keyId: 'k1',
  createdSeconds: 1_795_000_000,
} as const;
const SIGNATURES = JSON.stringify([
  { Path: 'own.exe', Status: 'Valid', Subject: 'CN=Sample' },
  { Path: 'new.exe', Status: 'Valid', Subject: 'CN=Sample' },
]);

/** A real one, so that most damage is inside its structure. */
function certificate(): Buffer {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '/dev/null'];
  return execFileSync('openssl', ['req', '-x509', ...key, '-days', '2', '-subj', '/CN=Sample authority'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

type Parser = readonly [
  name: string,
  samples: () => readonly (Buffer | string)[],
  /** False where a promise is broken. */
  holds: (text: string, bytes: Buffer) => boolean | Promise<boolean>,
];

const PARSERS: readonly Parser[] = [
  [
    'an invitation',
    () => invitations.map((name) => read(`institution/core/invitation/samples/${name}`)),
    (_, bytes) => {
      const done = readInvitation(bytes, INVITATION);
      return !done.ok || new URL(done.value.url).host === HOST;
    },
  ],
  [
    'a list of sites',
    () => [read('docs/sample-site-list.csv')],
    (_, bytes) => {
      const done = readSiteList(bytes);
      return done.ok ? done.value.every(({ id }) => id !== '') : done.refusal.length > 0;
    },
  ],
  [
    'a workbook with a list of sites',
    () => [WORKBOOK],
    (_, bytes) => {
      const done = readSiteList(bytes);
      return done.ok ? done.value.every(({ id }) => id !== '') : done.refusal.length > 0;
    },
  ],
  [
    'a file that moves an institution',
    () => [Buffer.from(TRANSFER.content)],
    (_, bytes) => {
      const done = openTransfer(bytes, TRANSFER.code);
      return !done.ok || done.value.institution === 'sample';
    },
  ],
  [
    'a copy of a station',
    () => [readFileSync(path.join(folder, 'whole.clcopy'))],
    async (_, bytes) => {
      const file = path.join(folder, 'damaged.clcopy');
      writeFileSync(file, bytes);
      const done = await readCopy(file, COPY_KEY, null);
      return !done.ok || done.value.names.join() === 'journal';
    },
  ],
  [
    'the provisioning file',
    () => ['{"enrolmentCode":"ABCD-EFGH"}', '{"enrolmentCodes":{"STATION-7":"ABCD-EFGH"}}'],
    (_, bytes) => {
      const file = path.join(folder, 'provisioning.json');
      writeFileSync(file, bytes);
      const { enrolmentCode, fault } = openProvisioning(file, () => undefined, 'STATION-7');
      return (enrolmentCode === null) === (fault !== null);
    },
  ],
  [
    'the settings file',
    () => [SETTINGS],
    (text) => {
      const done = checkSettings({ file: '/x', text, policy: [] }, 'production');
      return done.ok || done.refusal.reason !== '' || done.refusal.code === 'settings-not-json';
    },
  ],
  [
    'the policy of Windows',
    () => [REGISTRY],
    (text) => {
      const done = parseRegistry(text, {});
      return !done.ok || done.value.every(({ key }) => key === POLICY_KEY);
    },
  ],
  [
    'a file of authorities',
    () => [certificate()],
    (text) => {
      const done = readAuthorities(text);
      return !done.ok || done.value.every(({ ca }) => ca);
    },
  ],
  [
    'an error of the network or its proxy',
    () => ['net::ERR_TUNNEL_CONNECTION_FAILED', 'net::ERR_CERT_DATE_INVALID'],
    (text) => HTTP_REFUSALS.includes(refusalOfError(text)),
  ],
  [
    'the engine’s report on a call',
    () => [ENGINE],
    (text) =>
      parseEngineReport(text, new Set([1])).media.every(({ flows }) =>
        Object.values(flows).every(({ bytes }) => Number.isSafeInteger(bytes) && bytes >= 0),
      ),
  ],
  [
    'an address that the meeting’s page wants to show',
    () => [`https://${HOST}/meet/room`, 'about:srcdoc', 'blob:https://x/1'],
    (text) => {
      const { allowed } = decideNavigation('main-frame', text, HOSTS);
      return !allowed || (URL.canParse(text) && new URL(text).host === HOST);
    },
  ],
  [
    'an address of the station’s own pages',
    () => ['app://station/staff/index.html', 'app://station/assets/%2e%2e/x.js'],
    (text) => fileOf(text, '/opt/station')?.startsWith('/opt/station/') ?? true,
  ],
  [
    'the server’s address',
    () => ['https://institution.example:8443', 'http://127.0.0.1:80/'],
    (text) => {
      const done = readServerUrl(text);
      return (
        !done.ok || done.value.protocol === 'https:' || /^(?:127\.|localhost|\[::1\])/u.test(done.value.host)
      );
    },
  ],
  [
    'the table of time zones',
    () => [
      JSON.stringify({
        ...BUILT_IN_ZONES,
        zones: Object.fromEntries(Object.entries(BUILT_IN_ZONES.zones).slice(0, 2)),
      }),
    ],
    (text) => {
      try {
        const table = readZoneTable(JSON.parse(text));
        return table === null || /^\d{4}[a-z]$/u.test(table.tz);
      } catch (error) {
        // JSON is parsed with the feed that the row comes in.
        return error instanceof SyntaxError;
      }
    },
  ],
  [
    'the headers of a station’s request',
    () => [
      Object.entries(signRequest(REQUEST, SIGNER))
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ],
    async (text) => {
      const lines = text.split('\n').map((line) => /^(.*?): (.*)$/su.exec(line)?.slice(1) ?? ['', '']);
      const { method, url, body } = REQUEST;
      const received = { method, authority: url.host, target: url.pathname, body };
      const done = await verifyRequest({ ...received, headers: Object.fromEntries(lines) }, (keyId) =>
        Promise.resolve(keyId === 'k1' ? SIGNER.publicKey : null),
      );
      const { station, createdSeconds } = REQUEST;
      return !done.ok || (done.value.station === station && done.value.createdSeconds === createdSeconds);
    },
  ],
  [
    'what Windows says of two signatures',
    () => [SIGNATURES],
    async (text) => {
      const done = await verifySameSigner('own.exe', 'new.exe', () => Promise.resolve(text));
      if (!done.ok) return true;
      const parts = JSON.parse(text) as readonly { readonly Status: string; readonly Subject: string }[];
      return parts.every(({ Status, Subject }) => Status === 'Valid' && Subject === done.value);
    },
  ],
  [
    'an order to the lock’s helper',
    () => ['{"id":1,"order":"hello","token":"sample"}\n', '{"id":2,"order":"engage"}\n'],
    (text) =>
      new LineReader(Order)
        .take(text)
        .every((order) => order === null || ['hello', 'engage', 'verify', 'release'].includes(order.order)),
  ],
  [
    'a message of the lock’s helper',
    () => [
      '{"id":1,"ok":true,"held":true,"proof":{"how":"probe-swallowed","held":["event3"]}}\n',
      '{"event":"key","key":{"kind":"digit","digit":"4"}}\n',
    ],
    (text) =>
      new LineReader(HelperMessage)
        .take(text)
        .every(
          (message) =>
            message === null ||
            !('event' in message) ||
            message.event !== 'key' ||
            message.key.kind !== 'digit' ||
            /^\d$/u.test(message.key.digit),
        ),
  ],
  [
    'events of an input device',
    () => [
      encodeEvents([
        { type: 1, code: 30, value: 1 },
        { type: 0, code: 0, value: 0 },
      ]),
    ],
    (_, bytes) => parseEvents(bytes, bytes.length).length === Math.floor(bytes.length / EVENT_BYTES),
  ],
  [
    'the name of an input device of Windows',
    () => [String.raw`\\?\HID#VID_046D&PID_C31C&MI_00#7&1a2b&0&0000`, 'Sample Keyboard', 'Microsoft® 2.4GHz'],
    (text) => {
      const info = { type: 'keyboard', keys: 101 } as const;
      const [device] = classifyRawInput([{ path: text, product: text, info }], [text]);
      return device !== undefined && device.id !== '' && device.name !== '';
    },
  ],
  [
    'the kernel’s list of input devices',
    () => [DEVICES],
    (text) => classifyInputDevices(text).every(({ id, name }) => id !== '' && name !== ''),
  ],
];

it.each(PARSERS)(
  '%s: whatever is damaged, nothing is thrown and nothing false accepted',
  async (_, samples, holds) => {
    const chance = dice(SEED);
    const whole = samples().map((sample) => Buffer.from(sample));
    for (let run = 0; run < RUNS; run += 1) {
      const bytes = Buffer.from(mutateBytes(chance.pick(whole), chance));
      const text = bytes.toString('utf8');
      if (!(await holds(text, bytes))) expect.unreachable(`run ${run}: ${JSON.stringify(text)}`);
    }
    for (const sample of whole) expect(await holds(sample.toString('utf8'), sample)).toBe(true);
  },
);
