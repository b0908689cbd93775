/** Starts an X server without a screen; `name` is what DISPLAY is to be. */
export function startDisplay(): Promise<{ readonly name: string; readonly stop: () => Promise<void> }>;

/** There is no display to draw on. */
export function isHeadless(environment?: NodeJS.ProcessEnv): boolean;
