import { LOCKING_SHEET_HEIGHT, STRIP_HEIGHT } from '../../shared/ipc/layout.ts';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The bounds of each view in the window, in CSS pixels; null when hidden. The visit page is always on top, the staff page below. */
export interface Layout {
  readonly staff: Rectangle | null;
  readonly meeting: Rectangle | null;
  readonly visit: Rectangle | null;
}

/** What the screen is for: the visit page's modes, and a trial of the meeting by staff, without a visit. */
export type ScreenMode = VisitPageSnapshot['mode'] | 'trial';

/**
 * Computes the bounds of the views (R22, R32). With the strip, the meeting takes the place that the staff page leaves for
 * it; locked, it fills everything below the strip, and the visit page covers the whole window and takes all input. Pure.
 *
 * @param size the window's content, in CSS pixels
 * @param place where the staff page wants the meeting
 */
export function layoutOf(
  mode: ScreenMode,
  size: { readonly width: number; readonly height: number },
  place: Rectangle | null,
  meetingShown: boolean,
): Layout {
  const { width, height } = size;
  const whole = { x: 0, y: 0, width, height };
  const belowStrip = { x: 0, y: STRIP_HEIGHT, width, height: Math.max(1, height - STRIP_HEIGHT) };
  switch (mode) {
    case 'hidden':
      return { staff: whole, meeting: null, visit: null };
    case 'trial':
      return {
        staff: whole,
        meeting: meetingShown && place !== null ? within(whole, place) : null,
        visit: null,
      };
    case 'strip':
      return {
        staff: belowStrip,
        meeting: meetingShown && place !== null ? within(belowStrip, place) : null,
        visit: { x: 0, y: 0, width, height: STRIP_HEIGHT },
      };
    case 'locking': {
      // The sheet may stay for minutes, so the picture makes room for it.
      const aboveSheet = { ...belowStrip, height: Math.max(1, belowStrip.height - LOCKING_SHEET_HEIGHT) };
      return { staff: null, meeting: meetingShown ? aboveSheet : null, visit: whole };
    }
    case 'locked':
      return { staff: null, meeting: meetingShown ? belowStrip : null, visit: whole };
    case 'closing':
      return { staff: null, meeting: null, visit: whole };
  }
}

/** Converts a rectangle of the staff page to the window and clamps it to `area`, whatever the page asks for. */
function within(area: Rectangle, place: Rectangle): Rectangle | null {
  const x = Math.min(Math.max(0, place.x), area.width - 1);
  const y = Math.min(Math.max(0, place.y), area.height - 1);
  return {
    x: area.x + x,
    y: area.y + y,
    width: Math.max(1, Math.min(place.width, area.width - x)),
    height: Math.max(1, Math.min(place.height, area.height - y)),
  };
}
