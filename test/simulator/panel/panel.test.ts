import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { servePanel, type SimulatorPanel } from './panel.ts';

let folder = '';
let sent: string[] = [];
let panel: SimulatorPanel;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-panel-test-'));
  sent = [];
  panel = await servePanel({
    stateFile: path.join(folder, 'simulated-hardware.json'),
    send: (command) => sent.push(command),
  });
});
afterEach(() => {
  panel.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (command: string) => fetch(`${panel.url}command`, { method: 'POST', body: command });

describe('the side panel', () => {
  it('hands a command on, and refuses what is none', async () => {
    expect((await post('unplug headset')).status).toBe(200);
    expect((await post('unplug elephant')).status).toBe(400);
    expect(sent).toEqual(['unplug headset']);
  });

  it('is there for nobody who does not know its address', async () => {
    const elsewhere = new URL('/', panel.url).href;
    expect((await fetch(elsewhere)).status).toBe(404);
    expect((await fetch(`${elsewhere}command`, { method: 'POST', body: 'reset' })).status).toBe(404);
    expect((await fetch(panel.url)).status).toBe(200);
    expect(sent).toEqual([]);
  });

  it('shows what is plugged, again whenever it changes', async () => {
    const answer = await fetch(`${panel.url}state`);
    const reader = answer.body?.getReader();
    const next = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toContain('"devices":[]');
    const state = { devices: [{ kind: 'headset', name: 'Sample Headset' }], troubles: [] };
    writeFileSync(path.join(folder, 'simulated-hardware.json'), JSON.stringify(state));
    let seen = '';
    while (!seen.includes('Sample Headset')) seen = await next();
    expect(seen).toContain('headset');
    await reader?.cancel();
  });
});
