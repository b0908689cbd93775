import { isHostEntry } from '../../shared/meeting-link/host-list.ts';

/**
 * The value of Chromium's switch `host-resolver-rules`: only the meeting's names and addresses resolve. Blocks what
 * never reaches the request table: DNS prefetch, Early Hints, STUN and TURN by name, TURN over TCP and TLS. Applies to
 * every page of this process from its start. Does not block UDP to an address: only a firewall does.
 *
 * `hosts` as in `host-list.ts`; `networks` are IPv4 networks (`23.89.0.0/16`) for media over TCP. Skips entries that
 * are neither. The system's proxy must be among the hosts.
 */
export function hostRules(hosts: readonly string[], networks: readonly string[]): string {
  const known = [...hosts.filter(isHostEntry), ...networks.flatMap(addressPatterns)];
  return ['MAP * ~NOTFOUND', ...new Set(known.map((pattern) => `EXCLUDE ${pattern}`))].join(', ');
}

/** Whether `network` is an IPv4 network in CIDR notation with a prefix of 8 to 32 bits. */
export function isIpv4Network(network: string): boolean {
  return addressPatterns(network).length > 0;
}

/** Chromium's rules match addresses as text: a star for each free octet of the network. */
function addressPatterns(network: string): readonly string[] {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(network);
  if (parts === null) return [];
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = parts.slice(1).map(Number);
  const octets = [a, b, c, d];
  if (octets.some((octet) => octet > 255) || prefix < 8 || prefix > 32) return [];
  const fixed = octets.slice(0, Math.floor(prefix / 8));
  const freeBits = (8 - (prefix % 8)) % 8;
  if (freeBits === 0) return [patternOf(fixed)];
  const first = (octets[fixed.length] ?? 0) & (0xff << freeBits);
  return Array.from({ length: 2 ** freeBits }, (_, index) => patternOf([...fixed, first + index]));
}

function patternOf(octets: readonly number[]): string {
  return octets.length === 4 ? octets.join('.') : `${octets.join('.')}.*`;
}
