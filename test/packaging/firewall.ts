import { guideBlock } from './guide.ts';
import type { Machine } from './machine.ts';
import { type AnsweringHost, OwnNetwork } from './own-network.ts';
import { type Check, demand, runChecks } from './report.ts';

const RULES = '/etc/child-link/firewall.nft';
const OPEN_RULES = /^ {4}udp dport 53 accept\n {4}tcp dport \{ 53, 443 \} accept\n/mu;
const ANSWERED_WITHIN_S = 2;

/** Who may reach it: the kiosk's account with the file as shipped, and with the guide's narrower lines. */
interface Reached extends AnsweringHost {
  readonly what: string;
  readonly shipped: boolean;
  readonly narrowed: boolean;
}

/** Addresses for documentation (RFC 5737, RFC 3849), and one of the Webex media networks; all in a namespace. */
const REACHED: readonly Reached[] = [
  { what: 'name server', protocol: 'udp', address: '192.0.2.53', port: 53, shipped: true, narrowed: true },
  { what: 'name server', protocol: 'tcp', address: '192.0.2.53', port: 53, shipped: true, narrowed: true },
  {
    what: 'the institution',
    protocol: 'tcp',
    address: '192.0.2.10',
    port: 443,
    shipped: true,
    narrowed: true,
  },
  { what: 'proxy', protocol: 'tcp', address: '192.0.2.20', port: 8080, shipped: false, narrowed: true },
  { what: 'media', protocol: 'udp', address: '170.72.0.1', port: 5004, shipped: true, narrowed: true },
  { what: 'media', protocol: 'udp', address: '170.72.0.1', port: 9000, shipped: true, narrowed: true },
  { what: 'media', protocol: 'tcp', address: '170.72.0.1', port: 443, shipped: true, narrowed: true },
  {
    what: 'another page',
    protocol: 'tcp',
    address: '198.51.100.7',
    port: 443,
    shipped: true,
    narrowed: false,
  },
  {
    what: 'another page',
    protocol: 'tcp',
    address: '2001:db8::7',
    port: 443,
    shipped: true,
    narrowed: false,
  },
  { what: 'other names', protocol: 'udp', address: '198.51.100.7', port: 53, shipped: true, narrowed: false },
  { what: 'other names', protocol: 'udp', address: '2001:db8::7', port: 53, shipped: true, narrowed: false },
  { what: 'other names', protocol: 'tcp', address: '198.51.100.7', port: 53, shipped: true, narrowed: false },
  { what: 'plain page', protocol: 'tcp', address: '198.51.100.7', port: 80, shipped: false, narrowed: false },
  { what: 'plain page', protocol: 'tcp', address: '2001:db8::7', port: 80, shipped: false, narrowed: false },
  { what: 'shell', protocol: 'tcp', address: '192.0.2.10', port: 22, shipped: false, narrowed: false },
  { what: 'TURN', protocol: 'tcp', address: '198.51.100.7', port: 5004, shipped: false, narrowed: false },
  { what: 'STUN', protocol: 'udp', address: '198.51.100.7', port: 3478, shipped: false, narrowed: false },
  { what: 'QUIC', protocol: 'udp', address: '198.51.100.7', port: 443, shipped: false, narrowed: false },
  {
    what: 'other media',
    protocol: 'udp',
    address: '198.51.100.7',
    port: 5004,
    shipped: false,
    narrowed: false,
  },
  {
    what: 'other media',
    protocol: 'udp',
    address: '2001:db8::7',
    port: 5004,
    shipped: false,
    narrowed: false,
  },
  { what: 'media', protocol: 'udp', address: '170.72.0.1', port: 3478, shipped: false, narrowed: false },
];

/** Step 5 of docs/deployment.md on a booted machine in a network of its own; needs a kernel with nf_tables. */
export async function checkFirewall(
  machine: Machine,
  deb: string,
  say: (line: string) => void,
): Promise<number> {
  const running: { network: OwnNetwork | null } = { network: null };

  const reaches = ({ protocol, address, port }: AnsweringHost, account: string): boolean => {
    const talk = `exec 3<>/dev/${protocol}/${address}/${port} && echo ask >&3 && [ "$(head -c 4 <&3)" = here ]`;
    const as = ['setpriv', `--reuid=${account}`, `--regid=${account}`, '--clear-groups'] as const;
    return machine.run(...as, 'timeout', String(ANSWERED_WITHIN_S), 'bash', '-c', talk).code === 0;
  };
  /** Demands the table's column of the kiosk's account, and everything of another account and of root. */
  const walk = (wanted: (row: Reached) => boolean): string => {
    const wrong = REACHED.flatMap((row) => {
      const is = {
        'child-link': reaches(row, 'child-link'),
        nobody: reaches(row, '65534'),
        root: reaches(row, '0'),
      };
      const should = { 'child-link': wanted(row), nobody: true, root: true };
      return Object.entries(should)
        .filter(([account, expected]) => is[account as keyof typeof is] !== expected)
        .map(
          ([account, expected]) =>
            `${account} ${expected ? 'cannot reach' : 'reaches'} ${row.what} ${row.protocol} ${row.address} ${row.port}`,
        );
    });
    demand(wrong.length === 0, wrong.join('; '));
    const open = REACHED.filter(wanted).length;
    return `${open} of ${REACHED.length} reached by the kiosk’s account, all by others`;
  };
  /** A namespace keeps its rules while the machine is off, a kernel does not: each start has a new one. */
  const start = async (): Promise<void> => {
    await machine.powerOff();
    await running.network?.remove();
    running.network = await OwnNetwork.make(REACHED);
    await machine.boot(undefined, running.network.namespace);
  };

  const checks: readonly (readonly [string, Check])[] = [
    [
      'apt installs the station and nftables, and the rules are copied',
      async () => {
        machine.must('apt-get', '-q', 'update');
        const file = machine.bring(deb, '/srv/station.deb');
        machine.must('apt-get', '-q', 'install', '--yes', '--no-install-recommends', file);
        const [install = '', copy = ''] = guideBlock('apt install nftables').trim().split('\n').slice(1);
        machine.must('sh', '-c', install.replace('apt install', 'apt-get -q install --yes'));
        machine.must('sh', '-c', copy);
        await start();
        return machine.version();
      },
    ],
    ['without the rules everybody reaches everything', () => walk(() => true)],
    [
      'the file as shipped is loaded',
      () => {
        machine.must('sh', '-ec', guideBlock('include "/etc/child-link/firewall.nft"'));
        return walk(({ shipped }) => shipped);
      },
    ],
    [
      'with the guide’s lines for a proxy in it',
      () => {
        const shipped = machine.read(RULES);
        const narrowed = shipped.replace(OPEN_RULES, guideBlock('ip daddr 192.0.2.53'));
        demand(narrowed !== shipped, 'the rules to replace are not in the file');
        machine.write(RULES, narrowed);
        machine.must('systemctl', 'restart', 'nftables');
        return walk((row) => row.narrowed);
      },
    ],
    [
      'after a restart of the machine it is there again',
      async () => {
        await start();
        return walk((row) => row.narrowed);
      },
    ],
    [
      'taken out as the guide says, it is gone, also after a restart and without the station',
      async () => {
        machine.must('sh', '-ec', guideBlock('sed --in-place'));
        walk(() => true);
        machine.must('apt-get', '-q', 'purge', '--yes', 'child-link-station');
        await start();
        machine.must('systemctl', 'is-active', 'nftables');
        return `${machine.run('nft', 'list', 'ruleset').output.split('\n').length} lines of Debian’s own rules`;
      },
    ],
  ];
  try {
    await machine.boot();
    return await runChecks(checks, say);
  } finally {
    await machine.powerOff();
    await running.network?.remove();
  }
}
