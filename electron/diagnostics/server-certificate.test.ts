import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { serverCertificate } from './server-certificate.ts';

let server: Server | null = null;
afterEach(() => server?.close());

const listening = (answer: string) =>
  new Promise<number>((resolve) => {
    const opened = createServer((socket) => socket.end(answer).on('error', () => undefined));
    server = opened;
    opened.listen(0, '127.0.0.1', () => resolve((opened.address() as AddressInfo).port));
  });

it('has nothing to look at where there is no server, or one without a certificate', async () => {
  expect(await serverCertificate(null)).toBeNull();
  expect(await serverCertificate(new URL('http://127.0.0.1:1'))).toBeNull();
});

it('says what stands in the way where nobody answers', async () => {
  const port = await listening('');
  await new Promise((resolve) => server?.close(resolve));
  const found = await serverCertificate(new URL(`https://127.0.0.1:${port}`));
  expect(found).toEqual({ issuer: '', validUntil: null, trouble: 'ECONNREFUSED' });
});

it('says so where something else than a secure server answers', async () => {
  const port = await listening('HTTP/1.1 400 Bad Request\r\n\r\n');
  const found = await serverCertificate(new URL(`https://127.0.0.1:${port}`));
  expect(found?.validUntil).toBeNull();
  expect(found?.trouble).toMatch(/SSL|WRONG_VERSION|ECONNRESET/u);
});
