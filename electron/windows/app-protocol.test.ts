import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {} }));
const { fileOf, isOurPage, serveAppPages } = await import('./app-protocol.ts');

const FOLDER = path.resolve('/opt/station/renderer');

describe('app:// serves', () => {
  it.each([
    ['app://station/staff/index.html', 'staff/index.html'],
    ['app://station/assets/a-b.js', 'assets/a-b.js'],
    ['app://station/staff/../visit/index.html', 'visit/index.html'],
    ['app://station/staff/index.html?x=1#y', 'staff/index.html'],
  ])('%s', (url, file) => {
    expect(fileOf(url, FOLDER)).toBe(path.join(FOLDER, file));
  });

  it.each([
    'app://station/',
    'app://station/..%2f..%2fetc%2fpasswd.json',
    'app://station/%2e%2e%2f%2e%2e%2fsecret.json',
    'app://station/a%5c..%5c..%5cb.json',
    'app://station/a%00.html',
    'app://station/%zz.html',
    'app://station/main.cjs',
    'app://elsewhere/staff/index.html',
    'app://user@station/staff/index.html',
    'file:///opt/station/renderer/staff/index.html',
    'https://station/staff/index.html',
    'not a url',
  ])('but never %s', (url) => {
    expect(fileOf(url, FOLDER)).toBeNull();
  });
});

describe('the station’s own page', () => {
  it.each([
    ['app://station/staff/index.html', true],
    ['app://station.example/staff/index.html', false],
    ['app://station:80/staff/index.html', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (url, isOwn) => {
    expect(isOurPage(url)).toBe(isOwn);
  });
});

describe('an answer', () => {
  it('carries the file with its length and policy; anything else is not found', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-pages-'));
    mkdirSync(path.join(folder, 'staff'));
    writeFileSync(path.join(folder, 'staff', 'index.html'), '<p>é</p>');
    const onRequest = vi.fn<() => void>();
    const handle = vi.fn<(scheme: string, answer: (request: Request) => Response) => void>();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only part of a session that is used
    const session = { protocol: { handle } } as unknown as Parameters<typeof serveAppPages>[0];
    serveAppPages(session, folder, onRequest);
    const answer = handle.mock.calls[0]?.[1];
    const ask = (url: string, method = 'GET') => answer?.(new Request(url, { method }));

    const page = ask('app://station/staff/index.html');
    expect(page?.status).toBe(200);
    expect(page?.headers.get('content-length')).toBe('9');
    expect(page?.headers.get('content-security-policy')).toContain("connect-src 'none'");
    expect(await page?.text()).toBe('<p>é</p>');
    expect(ask('app://station/staff/missing.html')?.status).toBe(404);
    expect(ask('app://station/staff/index.html', 'POST')?.status).toBe(404);
    expect(onRequest).toHaveBeenCalledTimes(3);
    rmSync(folder, { recursive: true });
  });
});
