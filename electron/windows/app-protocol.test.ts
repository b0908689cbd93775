import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {} }));
const { fileOf, isOurPage, serveAppPages } = await import('./app-protocol.ts');

const FOLDER = '/opt/station/renderer';

describe('app:// serves', () => {
  it.each([
    ['app://station/staff/index.html', `${FOLDER}/staff/index.html`],
    ['app://station/assets/a-b.js', `${FOLDER}/assets/a-b.js`],
    ['app://station/staff/../visit/index.html', `${FOLDER}/visit/index.html`],
    ['app://station/staff/index.html?x=1#y', `${FOLDER}/staff/index.html`],
  ])('%s', (url, file) => {
    expect(fileOf(url, FOLDER)).toBe(file);
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

describe('a page is ours', () => {
  it.each([
    ['app://station/staff/index.html', true],
    ['app://station.example/staff/index.html', false],
    ['app://station:80/staff/index.html', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (url, ours) => {
    expect(isOurPage(url)).toBe(ours);
  });
});

describe('the staff page', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-pages-'));
  for (const page of ['staff', 'visit']) {
    mkdirSync(path.join(folder, page));
    writeFileSync(path.join(folder, page, 'index.html'), '<body><div id="root"></div></body>');
  }
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What is answered to one request of each page, in turn. */
  function served(drawn: () => string | null, ...urls: readonly string[]): readonly string[] {
    const answers: string[] = [];
    const registerBufferProtocol = (_scheme: string, answer: Handler) => {
      for (const url of urls) answer({ url, method: 'GET' }, ({ data }) => answers.push(data.toString()));
    };
    const session = { protocol: { registerBufferProtocol } };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of a session that this touches
    serveAppPages(session as unknown as Parameters<typeof serveAppPages>[0], folder, drawn);
    return answers;
  }

  it('has in it what was drawn, as it is, and the visit page has not', () => {
    const staff = 'app://station/staff/index.html';
    const visit = 'app://station/visit/index.html';
    const drawn = ['<p>$& $1</p>', null];
    expect(served(() => drawn.shift() ?? null, visit, staff, staff)).toEqual([
      '<body><div id="root"></div></body>',
      '<body><div id="root"><p>$& $1</p></div></body>',
      '<body><div id="root"></div></body>',
    ]);
  });
});

type Handler = (
  request: { readonly url: string; readonly method: string },
  answer: (response: { readonly data: Buffer }) => void,
) => void;
