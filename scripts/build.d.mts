/** Bundles the station into `build/MODE`, unless nothing changed since the last time. */
export function build(
  mode: 'development' | 'end-to-end' | 'production',
  options?: { readonly force?: boolean },
): Promise<unknown>;
