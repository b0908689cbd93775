import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { app, BrowserWindow, session as electronSession } from 'electron';
import { guardProcess } from '../../electron/windows/process-guards.ts';
import { createMeetingSession } from '../../electron/meeting/meeting-session.ts';
import { guardPage } from '../../electron/meeting/page/page-guards.ts';
import { createMeetingReach } from '../../electron/meeting/meeting-reach.ts';
import { readAuthorities, type Authorities } from '../../electron/network/authorities.ts';
import {
  type CertificateSettings,
  certificateFor,
  offerClientCertificate,
} from '../../electron/network/client-certificate.ts';
import { netHttp } from '../../electron/network/net-http.ts';
import { createNetworkSession } from '../../electron/network/network-session.ts';

// Runs in Electron: asks real servers and proxies through the station's network, and prints a line of JSON for each row.

const folder = process.env['NETWORK_TEST_FOLDER'] ?? '';
const CREDENTIALS = { user: 'station', password: 'invented' };

function portOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const answer = (
  request: { readonly url?: string | undefined },
  response: import('node:http').ServerResponse,
): void => {
  if (request.url === '/silent') return;
  if (request.url === '/redirect') response.writeHead(302, { location: '/' });
  else
    response.writeHead(Number(request.url?.slice(1)) || 200, {
      'x-seen': 'institution',
      'www-authenticate': 'Basic realm="x"',
    });
  response.end('x');
};

const read = (file: string): Buffer => readFileSync(join(folder, file));

function tlsPort(name: string): Promise<number> {
  return portOf(createTlsServer({ cert: read(`${name}.pem`), key: read(`${name}.key`) }, answer));
}

/** Takes nobody without a certificate of either authority, and answers with the name in it. */
function askingPort(): Promise<number> {
  const ca = [read('devices.pem'), read('persons.pem')];
  const identity = { cert: read('leaf.pem'), key: read('leaf.key') };
  const server = createTlsServer(
    { ...identity, ca, requestCert: true, rejectUnauthorized: true },
    ({ socket }, response) => {
      const { subject } = (socket as TLSSocket).getPeerCertificate();
      response.writeHead(200, { 'x-seen': String(subject.CN) }).end(String(subject.CN));
    },
  );
  return portOf(server);
}

/** A CONNECT proxy to one port, whatever name is asked for. */
function proxyPort(kind: 'open' | 'password' | 'refuses', targetPort: number): Promise<number> {
  const proxy = createServer((_, response) => response.writeHead(500).end());
  proxy.on('connect', (request, socket) => {
    const given = request.headers['proxy-authorization'];
    const expected = `Basic ${Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.password}`).toString('base64')}`;
    if (kind === 'refuses') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    if (kind === 'password' && given !== expected)
      return socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\n\r\n',
      );
    const target = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket);
      socket.pipe(target);
    });
    target.on('error', () => socket.destroy());
    return socket.on('error', () => target.destroy());
  });
  return portOf(proxy);
}

type Way = {
  readonly proxy?: number;
  readonly pac?: string;
  readonly credentials?: typeof CREDENTIALS;
  readonly authorities?: Authorities;
  readonly timeoutMs?: number;
};

async function row(name: string, url: string, way: Way = {}): Promise<void> {
  const { proxy, pac, credentials = null, authorities = [], timeoutMs = 10_000 } = way;
  const session = createNetworkSession(authorities);
  if (proxy !== undefined)
    await session.setProxy({ mode: 'fixed_servers', proxyRules: `http://127.0.0.1:${proxy}` });
  if (pac !== undefined) await session.setProxy({ mode: 'pac_script', pacScript: pac });
  const http = netHttp({ session, proxyCredentials: credentials, timeoutMs });
  const { signal } = new AbortController();
  const sent = await http.send({ method: 'GET', url: new URL(url), headers: {}, body: null, signal });
  const got = sent.ok ? `${sent.value.status} ${sent.value.header('X-Seen') ?? ''}` : sent.refusal;
  process.stdout.write(`${JSON.stringify([name, got])}\n`);
}

const HOSTS = { sites: ['meeting.example'], pages: [], requests: [], practiceOrigins: [] };

/** The equipment check's question, through a meeting's session. */
async function meetingRow(name: string, url: string, way: Way = {}): Promise<void> {
  const { proxy, credentials = null, authorities = [] } = way;
  const reach = createMeetingReach(HOSTS, { authorities, proxyCredentials: credentials }, async (session) => {
    if (proxy !== undefined)
      await session.setProxy({ mode: 'fixed_servers', proxyRules: `http://127.0.0.1:${proxy}` });
  });
  process.stdout.write(`${JSON.stringify([name, (await reach(new URL(url))) ?? 'reached'])}\n`);
}

/** A page of the meeting with its guards and those of the whole process: each answers for itself, and never twice. */
async function pageRow(name: string, url: string, way: Way): Promise<void> {
  const { proxy, credentials = null, authorities = [] } = way;
  const session = createMeetingSession({
    hosts: HOSTS,
    network: { authorities, proxyCredentials: credentials },
    onRefused: () => undefined,
    isGuarded: () => true,
  });
  await session.setProxy({ mode: 'fixed_servers', proxyRules: `http://127.0.0.1:${proxy ?? 9}` });
  const window = new BrowserWindow({ show: false, webPreferences: { session, sandbox: true } });
  guardPage(window.webContents, {
    hosts: HOSTS,
    proxyCredentials: credentials,
    onRefused: () => undefined,
    isInputIgnored: () => false,
    onOver: () => undefined,
    onStrayed: () => undefined,
  });
  const got = await window.loadURL(url).then(
    () => 'loaded',
    () => 'refused',
  );
  process.stdout.write(`${JSON.stringify([name, got])}\n`);
  window.destroy();
}

/** The station's choice among the certificates that Electron reads from the store, shown for a page's request. */
async function chosenForPage(url: string, settings: CertificateSettings): Promise<string> {
  app.prependOnceListener('select-client-certificate', (event, _contents, server, certificates, choose) => {
    event.preventDefault();
    choose(certificateFor(settings, { contents: null, server, certificates }) ?? undefined);
  });
  const session = electronSession.fromPartition('client-certificate');
  session.setCertificateVerifyProc((_request, trust) => trust(0));
  const window = new BrowserWindow({ show: false, webPreferences: { session, sandbox: true } });
  const shown = await window
    .loadURL(url)
    .then(() => window.webContents.executeJavaScript('document.body.innerText'))
    .catch(String);
  window.destroy();
  return String(shown);
}

async function clientCertificateRows(authorities: Authorities): Promise<void> {
  const serverUrl = `https://127.0.0.1:${await askingPort()}/`;
  const network = { clientCertificateIssuer: 'Nobody' };
  const settings = { serverUrl, network };
  offerClientCertificate(settings);
  await row('client certificate of another issuer', serverUrl, { authorities });
  network.clientCertificateIssuer = 'Institution Devices';
  await row('client certificate', serverUrl, { authorities });
  const chosen = await chosenForPage(serverUrl, settings);
  process.stdout.write(`${JSON.stringify(['client certificate, chosen', chosen])}\n`);
}

function hasIpv6(): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer(answer);
    server.once('error', () => resolve(null));
    server.listen(0, '::1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** The question of `run` by a process of its own, whose environment names the proxy, as that of the service does. */
async function environmentRow(name: string, proxy: Readonly<Record<string, string>>): Promise<void> {
  const { XDG_CURRENT_DESKTOP: _desktop, ...environment } = process.env;
  const asks = spawn(process.execPath, process.argv.slice(1), {
    env: { ...environment, ...proxy, NETWORK_TEST_ROW: name },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(asks, 'exit');
}

/** Chromium notices a change of the desktop's settings after a quarter of a second. */
const NOTICED_MS = 2000;

/** A proxy that is named in the desktop's settings while the station runs. No row where the desktop's tools are missing. */
async function desktopRow(name: string, url: string, port: number, authorities: Authorities): Promise<void> {
  const set = (part: string, key: string, value: string): boolean =>
    spawnSync('gsettings', ['set', `org.gnome.system.proxy${part}`, key, value]).status === 0;
  const isSet =
    set('.https', 'host', '127.0.0.1') && set('.https', 'port', String(port)) && set('', 'mode', 'manual');
  if (!isSet) return;
  await after(NOTICED_MS);
  await row(name, url, { authorities });
}

async function run(): Promise<void> {
  process.on('uncaughtException', ({ message }) =>
    process.stdout.write(`${JSON.stringify(['uncaught', message])}\n`),
  );
  app.on('window-all-closed', () => undefined);
  guardProcess({ guardContents: () => undefined });
  await app.whenReady();
  const root = readAuthorities(read('root.pem').toString());
  if (!root.ok) throw new Error(root.refusal);
  const authorities = root.value;
  const inside = 'https://institution.example/';
  const alone = process.env['NETWORK_TEST_ROW'];
  if (alone !== undefined) return row(alone, inside, { authorities });
  const plain = `http://127.0.0.1:${await portOf(createServer(answer))}`;
  const [good, other] = [await tlsPort('leaf'), await tlsPort('other')];
  const pacScript = (port: number): string => `function FindProxyForURL(){return "PROXY 127.0.0.1:${port}";}`;
  const pac = (port: number): string => `data:application/x-ns-proxy-autoconfig,${pacScript(port)}`;
  await row('plain', `${plain}/`);
  await row('redirect', `${plain}/redirect`);
  await row('login page', `${plain}/511`);
  await row('silent', `${plain}/silent`, { timeoutMs: 500 });
  await row('closed', 'http://127.0.0.1:9/');
  await row('unknown name', 'http://nowhere.invalid/');
  // The kernel has no route to the address of every machine.
  await row('no route', 'http://255.255.255.255/');
  await row('password asked by no proxy', `${plain}/407`);
  await row('no TLS', plain.replace('http:', 'https:'));
  await row('unknown authority', `https://127.0.0.1:${good}/`);
  await row('added authority', `https://127.0.0.1:${good}/`, { authorities });
  await row('authority in the store', `https://127.0.0.1:${await tlsPort('stored')}/`);
  await row('authority in the store, expired', `https://127.0.0.1:${await tlsPort('stored-expired')}/`);
  await clientCertificateRows(authorities);
  await row('another name', `https://127.0.0.1:${other}/`, { authorities });
  await row('expired', `https://127.0.0.1:${await tlsPort('expired')}/`, { authorities });
  await row('proxy', inside, { authorities, proxy: await proxyPort('open', good) });
  await row('PAC', inside, { authorities, pac: pac(await proxyPort('open', good)) });
  const byEnvironment = await proxyPort('open', good);
  const script = await portOf(createServer((_, response) => response.end(pacScript(byEnvironment))));
  await environmentRow('proxy of the environment', { https_proxy: `http://127.0.0.1:${byEnvironment}` });
  await environmentRow('PAC of the environment', { auto_proxy: `http://127.0.0.1:${script}/proxy.pac` });
  await environmentRow('no proxy in the environment', {});
  await row('PAC missing', inside, { pac: 'http://127.0.0.1:9/pac' });
  await row('proxy refuses', inside, { proxy: await proxyPort('refuses', good) });
  await row('proxy closed', inside, { proxy: 9 });
  const ipv6 = await hasIpv6();
  if (ipv6 !== null) await row('IPv6 only', `http://[::1]:${ipv6}/`);
  const meetingLeaf = await tlsPort('meeting');
  const meeting = 'https://meeting.example/meet/secret';
  await meetingRow('meeting', meeting, { authorities, proxy: await proxyPort('open', meetingLeaf) });
  await meetingRow('meeting, inspected by an unknown authority', meeting, {
    proxy: await proxyPort('open', meetingLeaf),
  });
  await meetingRow('meeting, proxy refuses', meeting, { proxy: await proxyPort('refuses', meetingLeaf) });
  const asksAgain = await proxyPort('password', meetingLeaf);
  await meetingRow('meeting, no password', meeting, { proxy: asksAgain });
  await meetingRow('meeting, right password', meeting, {
    authorities,
    proxy: asksAgain,
    credentials: CREDENTIALS,
  });
  await meetingRow('meeting, a host that is not listed', 'https://elsewhere.example/', {
    authorities,
    proxy: await proxyPort('open', meetingLeaf),
  });
  await meetingRow('meeting, no proxy', meeting);
  const open = await proxyPort('open', meetingLeaf);
  await pageRow('page', meeting, { authorities, proxy: open });
  await pageRow('page, unknown authority', meeting, { proxy: open });
  await pageRow('page, right password', meeting, {
    authorities,
    proxy: asksAgain,
    credentials: CREDENTIALS,
  });
  await pageRow('page, wrong password', meeting, {
    authorities,
    proxy: asksAgain,
    credentials: { ...CREDENTIALS, password: 'x' },
  });
  await pageRow('page, no password', meeting, { authorities, proxy: asksAgain });
  await pageRow('page, asks for a name', 'https://meeting.example/401', { authorities, proxy: open });
  const asking = await proxyPort('password', good);
  await row('no password', inside, { proxy: asking });
  await row('wrong password', inside, { proxy: asking, credentials: { ...CREDENTIALS, password: 'x' } });
  await row('right password', inside, { authorities, proxy: asking, credentials: CREDENTIALS });
  await row('desktop without a proxy', inside, { authorities });
  await desktopRow('proxy of the desktop', inside, await proxyPort('open', good), authorities);
}

run().then(
  () => app.exit(0),
  (error: unknown) => {
    process.stderr.write(String(error));
    app.exit(1);
  },
);
