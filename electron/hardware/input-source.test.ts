import { describe, expect, it } from 'vitest';
import type { SourceReading } from './hardware.ts';
import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import { InputSource, type InputKernel } from './input-source.ts';
import { classifyInputDevices } from './linux-input-devices.ts';

const MOUSE = 'N: Name="Sample Mouse"\nS: Sysfs=/a\nB: EV=17\nB: KEY=70000 0 0 0 0\nB: REL=3\n';
const PANEL = 'N: Name="Sample Panel"\nS: Sysfs=/b\nB: PROP=2\nB: EV=b\nB: KEY=400 0 0 0 0 0\nB: ABS=3\n';

/** A kernel whose list and device folder a test controls. */
class FakeKernel implements InputKernel {
  text = '';
  failure: Error | null = null;
  hasFolder = true;
  reads = 0;
  readonly #pending: (() => void)[] = [];
  readonly #repeating = new Set<() => void>();
  #happened: (() => void) | null = null;
  held = false;

  async list(): Promise<readonly AttachedDevice[]> {
    this.reads += 1;
    const text = this.text;
    if (this.held) await new Promise<void>((resolve) => this.#pending.push(resolve));
    if (this.failure !== null) throw this.failure;
    return classifyInputDevices(text);
  }

  watch(happened: () => void): (() => void) | null {
    if (!this.hasFolder) return null;
    this.#happened = happened;
    return () => {
      this.#happened = null;
    };
  }

  every(_ms: number, action: () => void): () => void {
    this.#repeating.add(action);
    return () => this.#repeating.delete(action);
  }

  letGo(): void {
    for (const resolve of this.#pending.splice(0)) resolve();
  }

  nodeChanged(): void {
    this.#happened?.();
  }

  rescan(): void {
    for (const action of this.#repeating) action();
  }

  get isWatched(): boolean {
    return this.#happened !== null;
  }

  get repeating(): number {
    return this.#repeating.size;
  }
}

/** Drains everything that waits for nothing but itself. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function build() {
  const kernel = new FakeKernel();
  const readings: SourceReading[] = [];
  const source = new InputSource(kernel, kernel);
  const names = (): readonly string[] => readings.at(-1)?.devices.map((device) => device.name) ?? [];
  return { kernel, source, readings, names, start: () => source.start((reading) => readings.push(reading)) };
}

describe('watching input devices', () => {
  it('has read once when it has started', async () => {
    const { kernel, start, names } = build();
    kernel.text = MOUSE;
    await start();
    expect(names()).toEqual(['Sample Mouse']);
  });

  it('reads again when a node comes or goes', async () => {
    const { kernel, start, names } = build();
    await start();
    kernel.text = `${MOUSE}\n${PANEL}`;
    kernel.nodeChanged();
    await settle();
    expect(names()).toEqual(['Sample Mouse', 'Sample Panel']);
  });

  it('does not lose a change that happens while it reads', async () => {
    const { kernel, start, names } = build();
    await start();
    kernel.held = true;
    kernel.text = MOUSE;
    kernel.nodeChanged();
    await settle();
    kernel.text = PANEL;
    kernel.nodeChanged();
    kernel.nodeChanged();
    kernel.held = false;
    kernel.letGo();
    await settle();
    expect(names()).toEqual(['Sample Panel']);
    expect(kernel.reads).toBe(3);
  });

  it('looks again on request, and only while it runs', async () => {
    const { kernel, source, start, names } = build();
    source.lookAgain();
    expect(kernel.reads).toBe(0);
    await start();
    kernel.text = MOUSE;
    source.lookAgain();
    await settle();
    expect(names()).toEqual(['Sample Mouse']);
    source.stop();
    source.lookAgain();
    expect(kernel.reads).toBe(2);
  });

  it('the rescan finds what nobody told of, and begins to watch a folder that has appeared', async () => {
    const { kernel, start, names } = build();
    kernel.hasFolder = false;
    await start();
    kernel.hasFolder = true;
    kernel.text = PANEL;
    kernel.rescan();
    await settle();
    expect(names()).toEqual(['Sample Panel']);
    expect(kernel.isWatched).toBe(true);
  });

  it('says that it cannot read rather than that nothing is attached', async () => {
    const { kernel, start, readings } = build();
    kernel.failure = new Error('EACCES');
    await start();
    expect(readings).toEqual([
      { devices: [], troubles: [{ part: 'input-devices', code: 'unreadable', detail: 'EACCES' }] },
    ]);
  });

  it('is silent and holds nothing once it is stopped', async () => {
    const { kernel, source, start, readings } = build();
    await start();
    kernel.held = true;
    kernel.nodeChanged();
    source.stop();
    kernel.letGo();
    await settle();
    expect(readings).toHaveLength(1);
    expect(kernel.isWatched).toBe(false);
    expect(kernel.repeating).toBe(0);
  });
});
