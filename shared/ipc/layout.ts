/** Height of the notice strip above the meeting, in CSS pixels of the window (R22). The meeting begins below it. */
export const STRIP_HEIGHT = 104;

/** Height of the sheet below the meeting while the station is being locked, in CSS pixels: it may stay for minutes. */
export const LOCKING_SHEET_HEIGHT = 264;
