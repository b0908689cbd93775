import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRIP_HEIGHT } from '../../shared/ipc/layout.ts';
import { layoutOf } from './layout.ts';

const SIZE = { width: 1280, height: 800 };
const PLACE = { x: 20, y: 30, width: 800, height: 500 };

describe('the views on the screen', () => {
  it('are the staff page alone while there is no visit', () => {
    expect(layoutOf('hidden', SIZE, PLACE, true)).toEqual({
      staff: { x: 0, y: 0, ...SIZE },
      meeting: null,
      visit: null,
    });
  });

  it('leave the place that the staff page asks for to a meeting that staff try without a visit', () => {
    expect(layoutOf('trial', SIZE, PLACE, true)).toEqual({
      staff: { x: 0, y: 0, ...SIZE },
      meeting: PLACE,
      visit: null,
    });
    expect(layoutOf('trial', SIZE, null, true).meeting).toBeNull();
  });

  it('put the strip above the staff page and the meeting during a supervised visit', () => {
    const layout = layoutOf('strip', SIZE, PLACE, true);
    expect(layout.visit).toEqual({ x: 0, y: 0, width: 1280, height: STRIP_HEIGHT });
    expect(layout.meeting).toEqual({ x: 20, y: 30 + STRIP_HEIGHT, width: 800, height: 500 });
  });

  it('cover everything with the visit page and hide the staff page while locked', () => {
    const layout = layoutOf('locked', SIZE, PLACE, true);
    expect(layout.staff).toBeNull();
    expect(layout.visit).toEqual({ x: 0, y: 0, ...SIZE });
    expect(layout.meeting?.y).toBe(STRIP_HEIGHT);
  });

  it('hide a suspended meeting in every mode', () => {
    expect(layoutOf('strip', SIZE, PLACE, false).meeting).toBeNull();
    expect(layoutOf('locked', SIZE, PLACE, false).meeting).toBeNull();
  });

  it('R22: never let the meeting cover the notice strip, whatever the staff page asks for', () => {
    const number = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(
        fc.constantFrom('strip' as const, 'locked' as const, 'locking' as const),
        number,
        number,
        number,
        number,
        (mode, x, y, width, height) => {
          const { meeting } = layoutOf(mode, SIZE, { x, y, width: width + 1, height: height + 1 }, true);
          expect(meeting).not.toBeNull();
          if (meeting === null) return;
          expect(meeting.y).toBeGreaterThanOrEqual(STRIP_HEIGHT);
          expect(meeting.y + meeting.height).toBeLessThanOrEqual(SIZE.height);
          expect(meeting.x + meeting.width).toBeLessThanOrEqual(SIZE.width);
        },
      ),
    );
  });
});
