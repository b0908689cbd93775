import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostRules } from '../../electron/meeting/host-rules.ts';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';

/**
 * Ways out past the request table, on a listed https site with the rules of production. Three canaries: whatever
 * connects (TCP, TLS with the name that it asks for), whatever sends a datagram, and every name that Chromium's own
 * network log says was looked up.
 */
const SITE = 'visits.example.ca';
const FOREIGN = 'foreign.example';

type Escape = { readonly name: string; readonly script: string; readonly trace: RegExp };

const stunOf = (servers: string, more = ''): string =>
  `const one = new RTCPeerConnection({ iceServers: [{ urls: ${servers}, username: 'u', credential: 'c' }]${more} });
   one.createDataChannel('x'); await one.setLocalDescription(); await new Promise((resolve) => setTimeout(resolve, 1200));`;

function escapes(address: string, tcp: number, udp: number): readonly Escape[] {
  const link = (rel: string): string =>
    `const link = document.createElement('link'); link.rel = '${rel}'; link.href = 'https://${rel}.${FOREIGN}/'; document.head.append(link);`;
  return [
    // Already tried by loading the page.
    { name: 'an Early Hint', script: '', trace: /(?:tls|name) early\./ },
    { name: 'a Link header, dns-prefetch', script: '', trace: /name header-name\./ },
    { name: 'link dns-prefetch', script: link('dns-prefetch'), trace: /name dns-prefetch\./ },
    {
      name: 'fetch',
      script: `await fetch('https://fetch.${FOREIGN}/', { mode: 'no-cors' })`,
      trace: /(?:tls|name) fetch\./,
    },
    { name: 'STUN by name', script: stunOf(`'stun:stun.${FOREIGN}:${udp}'`), trace: /name stun\.|udp/ },
    {
      name: 'TURN over TCP',
      script: stunOf(`'turn:${address}:${tcp}?transport=tcp'`, `, iceTransportPolicy: 'relay'`),
      trace: /tcp/,
    },
    {
      name: 'TURN over TLS by name',
      script: stunOf(`'turns:turn.${FOREIGN}:${tcp}?transport=tcp'`, `, iceTransportPolicy: 'relay'`),
      trace: /(?:tls|name) turn\.|tcp/,
    },
    {
      name: 'WebTransport',
      script: `const transport = new WebTransport('https://${address}:${udp}/'); await Promise.race([transport.ready, new Promise((resolve) => setTimeout(resolve, 1200))])`,
      trace: /udp/,
    },
    {
      name: 'speculation rules',
      script: `const rules = document.createElement('script'); rules.type = 'speculationrules';
        rules.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: ['https://speculation.${FOREIGN}/'], eagerness: 'immediate' }] }); document.head.append(rules);`,
      trace: /(?:tls|name) speculation\./,
    },
  ];
}

/** Only a firewall stops these while media goes over UDP (docs/security.md). */
const OPEN: (address: string, udp: number) => readonly Escape[] = (address, udp) => [
  { name: 'STUN to an address', script: stunOf(`'stun:${address}:${udp}'`), trace: /udp/ },
];

type Run = { readonly escaped: readonly string[]; readonly stopped: readonly string[] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-egress-'));
  const file = (name: string): string => path.join(folder, name);
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${SITE} -keyout ${file('key.pem')} -out ${file('cert.pem')}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Tries everything and says what a canary saw. Without `rules` every name exists, as on an open network. */
async function run(guarded: boolean, tries: typeof escapes): Promise<Run> {
  const seen: string[] = [];
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      const name = /[a-z-]+\.foreign\.example/.exec(data.toString('latin1'))?.[0];
      seen.push(data[0] === 22 ? `tls ${name ?? ''}` : 'tcp');
      socket.destroy();
    });
  });
  const udp = createSocket('udp4');
  udp.on('message', () => seen.push('udp'));
  const site = createSecureServer(
    {
      key: readFileSync(path.join(folder, 'key.pem')),
      cert: readFileSync(path.join(folder, 'cert.pem')),
      allowHTTP1: true,
    },
    (_request, response) => {
      response.stream.additionalHeaders({
        ':status': 103,
        link: `<https://early.${FOREIGN}/>; rel=preconnect`,
      });
      const link = `<https://header-name.${FOREIGN}/>; rel=dns-prefetch`;
      response.writeHead(200, { 'content-type': 'text/html', link }).end('<!doctype html><body>meeting');
    },
  );
  site.on('sessionError', () => undefined);
  udp.bind(0);
  await Promise.all([listening(tcp), listening(site), once(udp, 'listening')]);
  const [tcpPort, sitePort, udpPort] = [portOf(tcp), portOf(site), udp.address().port];
  const log = path.join(folder, `net-${guarded ? 'guarded' : 'open'}-${String(tcpPort)}.json`);
  const map = `MAP ${SITE}:443 127.0.0.1:${sitePort}`;
  const open = `${map}, EXCLUDE 127.0.0.1, EXCLUDE *-name.${FOREIGN}, EXCLUDE dns-prefetch.${FOREIGN}, MAP *:443 127.0.0.1:${tcpPort}, MAP * 127.0.0.1`;
  const program = await BareMeeting.start({ origins: [], sites: [SITE], unguarded: !guarded }, [
    `--host-resolver-rules=${guarded ? `${map}, ${hostRules(['listed.example.ca'], [])}` : open}`,
    '--ignore-certificate-errors',
    `--log-net-log=${log}`,
  ]);
  const attempts = tries(lanAddress(), tcpPort, udpPort);
  const found = new Set<string>();
  try {
    await program.call('open', `https://${SITE}/meet/room`);
    await program.until(
      'the page',
      () => program.call('run', 'document.body.textContent', null).catch(() => ''),
      (text) => text === 'meeting',
    );
    await delay(1500);
    for (const { name, script, trace } of attempts) {
      const before = script === '' ? 0 : seen.length;
      await program.call('run', `(async () => { try { ${script} } catch {} })()`, null).catch(() => null);
      await delay(script === '' ? 0 : 700);
      if (seen.slice(before).some((one) => trace.test(one))) found.add(name);
    }
  } finally {
    await program.close();
    tcp.close();
    udp.close();
    site.close();
  }
  const lookedUp = namesLookedUp(readFileSync(log, 'utf8'));
  for (const { name, trace } of attempts)
    if (lookedUp.some((host) => trace.test(`name ${host}`))) found.add(name);
  return {
    escaped: attempts.map(({ name }) => name).filter((name) => found.has(name)),
    stopped: attempts.map(({ name }) => name).filter((name) => !found.has(name)),
  };
}

/** Every host that Chromium really looked up. The log ends in the middle where the program was killed. */
function namesLookedUp(log: string): readonly string[] {
  const types = ['HOST_RESOLVER_MANAGER_JOB', 'HOST_RESOLVER_SYSTEM_TASK', 'DNS_TRANSACTION'].flatMap(
    (name) => {
      const number = new RegExp(`"${name}":(\\d+)`).exec(log)?.[1];
      return number === undefined ? [] : [number];
    },
  );
  return log
    .split('\n')
    .filter((line) => types.some((type) => line.includes(`"type":${type}}`)))
    .flatMap((line) => [...line.matchAll(/"(?:host|hostname)":"(?:https?:\/\/)?([a-z0-9.-]+)/g)])
    .map(([, host = '']) => host);
}

async function listening(server: Server | ReturnType<typeof createSecureServer>): Promise<void> {
  const ready = once(server, 'listening');
  server.listen(0);
  await ready;
}

function portOf(server: Server | ReturnType<typeof createSecureServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** An address of this machine that is not its loopback, as a server elsewhere would have. */
function lanAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

describe('ways out past the request table', () => {
  it('lead nowhere from the meeting’s page', async () => {
    expect((await run(true, escapes)).escaped).toEqual([]);
  });

  it('lead out where nothing guards the page, so that the canaries can see', async () => {
    expect((await run(false, escapes)).stopped).toEqual([]);
  });

  it('only a firewall stops a datagram to an address', async () => {
    expect((await run(true, (address, _tcp, udp) => OPEN(address, udp))).escaped).toEqual([
      'STUN to an address',
    ]);
  });
});
