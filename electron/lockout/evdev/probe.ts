import { EV_KEY, EV_MSC, EV_REL, EV_SYN, MSC_SCAN, type InputEvent } from './codes.ts';
import type { NodeFacts } from './grab-decision.ts';
import type { InputNode } from './input-system.ts';
import { meaningOfKeyCode } from './key-meanings.ts';

type Written = Omit<InputEvent, 'atMs'>;

const SYN: Written = { type: EV_SYN, code: 0, value: 0 };
/** Sleep, wake and power: even a swallowed probe must not be one of these. */
const NEVER_PRESSED: ReadonlySet<number> = new Set([116, 142, 143]);

/** One way to inject something harmless into a device; `mark` is what must arrive. */
export type Probe = { readonly events: readonly Written[]; readonly mark: Written };

/** The ways a device offers, least intrusive first; none for a power button. `marker`: any 31-bit number. */
export function probesFor(facts: NodeFacts, marker: number): readonly Probe[] {
  const probes: Probe[] = [];
  if (facts.types.includes(EV_MSC)) {
    const mark = { type: EV_MSC, code: MSC_SCAN, value: marker };
    probes.push({ events: [mark, SYN], mark });
  }
  const key = facts.keys.findLast((code) => meaningOfKeyCode(code) === null && !NEVER_PRESSED.has(code));
  if (facts.types.includes(EV_KEY) && key !== undefined) {
    const press = { type: EV_KEY, code: key, value: 1 };
    probes.push({ events: [press, SYN, { ...press, value: 0 }, SYN], mark: press });
  }
  if (facts.types.includes(EV_REL)) {
    const mark = { type: EV_REL, code: 0, value: 1 };
    probes.push({ events: [mark, SYN], mark });
  }
  return probes;
}

export function isMark(event: InputEvent, mark: Written): boolean {
  return event.type === mark.type && event.code === mark.code && event.value === mark.value;
}

/** Releases, for every reader, the keys that are down: a key held at the moment of the grab would stay down. */
export function releaseKeys(node: InputNode): boolean {
  const down = node.keysDown();
  if (down.length === 0) return true;
  return node.inject([...down.map((code) => ({ type: EV_KEY, code, value: 0 })), SYN]);
}
