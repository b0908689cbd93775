/** An exception in one line, with its origin. */
export function describe(error: unknown): string {
  if (error instanceof Error) {
    const own = (error.stack ?? error.message).replaceAll(/\n\s*/g, ' ');
    return error.cause === undefined ? own : `${own} because of ${describe(error.cause)}`;
  }
  return JSON.stringify(error);
}
