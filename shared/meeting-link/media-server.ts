/** A server that relays the sound and pictures of a meeting. */
export type MediaServer = { readonly host: string; readonly port: number };

/** Parses `host:port`; null for anything else. An IPv6 address is in square brackets. */
export function mediaServerOf(text: string): MediaServer | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):(\d{1,5})$/iu.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
