import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {} }));
const { fileOf, isOurPage } = await import('./app-protocol.ts');

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
