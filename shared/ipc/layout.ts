/** Height of the notice strip above the meeting, in CSS pixels of the window (R22). The meeting begins below it. */
export const STRIP_HEIGHT = 104;
