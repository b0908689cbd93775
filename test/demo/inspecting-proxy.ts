import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';

/** An institution's proxy: it asks for a password, opens every TLS connection with a private authority, and keeps a log. */
export interface InspectingProxy {
  readonly port: number;
  readonly authoritiesFile: string;
  readonly credentials: { readonly user: string; readonly password: string };
  /** What it saw inside the connections: method, host, path without query, and the answer's status. */
  readonly log: readonly string[];
  close(): void;
}

const CREDENTIALS = { user: 'station', password: 'invented-password' } as const;

/** An address behind a name that only the proxy knows; `rewritesHost` where the server admits only its own address. */
export type ProxyTarget = { readonly address: URL; readonly rewritesHost: boolean };

export async function startInspectingProxy(
  folder: string,
  targets: Readonly<Record<string, ProxyTarget>>,
): Promise<InspectingProxy> {
  makeCertificates(folder, Object.keys(targets));
  const log: string[] = [];
  const read = (name: string): Buffer => readFileSync(path.join(folder, name));
  const note = ({ method, url, headers }: IncomingMessage, status: number | string): void =>
    void log.push(`${method ?? ''} ${headers.host ?? ''}${(url ?? '').split('?')[0] ?? ''} ${status}`);
  const targetOf = ({ headers }: IncomingMessage): ProxyTarget | undefined => targets[headers.host ?? ''];

  const inside = createTlsServer({ cert: read('leaf.pem'), key: read('leaf.key') }, (incoming, outgoing) => {
    const target = targetOf(incoming);
    if (target === undefined) {
      outgoing.writeHead(502).end();
      return;
    }
    const { method, url } = incoming;
    const { address, rewritesHost } = target;
    const headers = { ...incoming.headers, ...(rewritesHost && { host: address.host }) };
    const forwarded = httpRequest(new URL(url ?? '/', address), { method, headers }, (answer) => {
      note(incoming, answer.statusCode ?? 0);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  inside.on('upgrade', (incoming, socket, head) => {
    const target = targetOf(incoming);
    if (target === undefined) {
      socket.destroy();
      return;
    }
    note(incoming, 101);
    const { address } = target;
    const onward = connect(Number(address.port), address.hostname, () => {
      // The meeting's server admits only its own pages, which know it by this name.
      const headers = { ...incoming.headers, host: address.host, origin: address.origin };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`);
      onward.write(`GET ${incoming.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });

  const proxy = createServer((_incoming, outgoing) => outgoing.writeHead(403).end());
  const expected = `Basic ${Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.password}`).toString('base64')}`;
  proxy.on('connect', (incoming, socket) => {
    socket.on('error', () => socket.destroy());
    if (incoming.headers['proxy-authorization'] !== expected)
      return socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="institution"\r\nContent-Length: 0\r\n\r\n',
      );
    if (targets[(incoming.url ?? '').replace(/:443$/u, '')] === undefined) {
      log.push(`CONNECT ${incoming.url ?? ''} 403`);
      return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    return inside.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address() as AddressInfo;
  return {
    port: address.port,
    authoritiesFile: path.join(folder, 'authority.pem'),
    credentials: CREDENTIALS,
    log,
    close() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

function makeCertificates(folder: string, names: readonly string[]): void {
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-days', '3', '-subj', '/CN=Sample private authority'],
    ...['-keyout', 'authority.key', '-out', 'authority.pem', '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  const san = names.map((name) => `DNS:${name}`).join(',');
  writeFileSync(path.join(folder, 'leaf.ext'), `extendedKeyUsage=serverAuth\nsubjectAltName=${san}\n`);
  openssl('req', ...key, '-subj', '/CN=proxy', '-keyout', 'leaf.key', '-out', 'leaf.csr');
  openssl(
    ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-days', '2'],
    ...['-extfile', 'leaf.ext', '-out', 'leaf.pem'],
  );
}
