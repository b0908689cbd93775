import { describe, expect, it } from 'vitest';
import { SWALLOWED_EVENTS, swallowInput } from './swallow-input.ts';

describe('input on the visit page', () => {
  it.each(SWALLOWED_EVENTS)('%s is stopped before anything sees it', (type) => {
    const target = new EventTarget();
    const end = swallowInput(target);
    let seen = 0;
    target.addEventListener(type, () => (seen += 1));
    const event = new Event(type, { cancelable: true });
    expect(target.dispatchEvent(event)).toBe(false);
    expect(event.defaultPrevented).toBe(true);
    expect(seen).toBe(0);
    end();
    target.dispatchEvent(new Event(type));
    expect(seen).toBe(1);
  });
});
