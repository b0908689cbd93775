import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityOriginals, accessibilitySettings, type AccessibilityFlags } from './accessibility.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-access-'));
  file = path.join(folder, 'originals.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const OWN = { stickyKeys: 511, filterKeys: 127, toggleKeys: 62, mouseKeys: 14, highContrast: 126 };
function build(flags: Record<string, number>) {
  const system: AccessibilityFlags = {
    read: (feature) => flags[feature] ?? null,
    write: (feature, value) => {
      flags[feature] = value;
      return true;
    },
  };
  return accessibilitySettings(system, accessibilityOriginals(file));
}

describe('the keys of the accessibility features', () => {
  it('R06: are deaf while locked and exactly as before afterwards', () => {
    const flags = { ...OWN };
    const settings = build(flags);
    settings.change();
    for (const value of Object.values(flags)) expect(value & 0x0c).toBe(0);
    settings.restore();
    expect(flags).toEqual(OWN);
  });

  it('come back after a crash too, also when it was locked again meanwhile', () => {
    const flags = { ...OWN };
    build(flags).change();
    build(flags).change();
    build(flags).restore();
    expect(flags).toEqual(OWN);
  });

  it('are left alone by a restore without a change', () => {
    const flags = { ...OWN };
    build(flags).restore();
    expect(flags).toEqual(OWN);
  });

  it.each(['', '{', '{"stickyKeys":1}'])('become the usual ones where the file says %j', (text) => {
    writeFileSync(file, text);
    const flags = { stickyKeys: 0, filterKeys: 0, toggleKeys: 0, mouseKeys: 0, highContrast: 0 };
    build(flags).restore();
    expect(flags).toEqual({
      stickyKeys: 510,
      filterKeys: 126,
      toggleKeys: 62,
      mouseKeys: 62,
      highContrast: 126,
    });
  });
});
