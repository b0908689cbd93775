import type { Machine } from './machine.ts';
import { type Check, demand } from './report.ts';

const PROGRAM = '/opt/child-link-station/child-link-station';
/** In the machine itself: each step from outside would cost as long as what is measured. */
const KILL = String.raw`
old=$(pgrep -o -f '^${PROGRAM}$'); rm -f /run/child-link-station/ready; began=$(date +%s%N)
kill -$1 "$old"
while new=$(pgrep -o -f '^${PROGRAM}$'); [ -z "$new" ] || [ "$new" = "$old" ]; do sleep 0.02; done
again=$(date +%s%N); n=0
while [ ! -e /run/child-link-station/ready ] && [ $n -lt $2 ]; do sleep 0.02; n=$((n + 1)); done
echo "$(((again - began) / 1000000)) $((($(date +%s%N) - began) / 1000000)) $(test -e /run/child-link-station/ready && echo ready || echo careful)"`;

/** A station that is killed comes back; one that is killed again and again comes back carefully. */
export function supervisionChecks(machine: Machine): readonly (readonly [string, Check])[] {
  const kill = (signal: string, steps: number): readonly [number, number, string] => {
    const [again = '', ready = '', state = ''] = machine
      .must('sh', '-c', KILL, 'sh', signal, String(steps))
      .trim()
      .split(' ');
    return [Number(again), Number(ready), state];
  };
  const dumps = (): readonly string[] =>
    machine
      .run('find', '/var/lib/child-link/electron/Crashpad', '-name', '*.dmp')
      .output.split('\n')
      .filter((name) => name.endsWith('.dmp'));
  let before = 0;
  return [
    [
      'killed, it is started again within two seconds',
      () => {
        machine.systemctl('stop');
        machine.systemctl('start');
        machine.must('sh', '-c', 'until [ -e /run/child-link-station/ready ]; do sleep 0.1; done');
        before = machine.verified();
        const [again, ready, state] = kill('KILL', 1000);
        demand(state === 'ready', `it is ${state}`);
        demand(again <= 2000, `${again} ms`);
        return `running after ${again} ms, its first page after ${ready} ms`;
      },
    ],
    [
      'crashed, it leaves a dump here and nowhere else',
      () => {
        // Chromium leaves one too where its display ends before it, as at a stop of the service.
        const former = dumps();
        const [again, , state] = kill('SEGV', 1000);
        demand(state === 'ready', `it is ${state}`);
        const left = dumps().filter((name) => !former.includes(name));
        demand(left.length === 1, `dumps: ${left.join(', ')}`);
        const line = machine.must('sh', '-c', "tr '\\0' ' ' < /proc/$(pgrep -o crashpad)/cmdline");
        demand(!line.includes('--url'), line);
        return `1 dump, no address to send it to, running after ${again} ms`;
      },
    ],
    [
      'crashing again and again, it shows the safe screen, and still records and sends',
      async () => {
        kill('KILL', 1000);
        const [, , state] = kill('KILL', 250);
        demand(state === 'careful', `it is ${state}`);
        await machine.until(/"state":"safe"/u, 60_000, 'child-link-station', 'status', '--json');
        const after = machine.verified();
        demand(after > before, `${before} entries became ${after}`);
        return `${after - before} entries more, all with the institution`;
      },
    ],
    [
      'asked to stop, it starts normally next time',
      async () => {
        machine.systemctl('stop');
        machine.systemctl('start');
        return `ready after ${await machine.ready(machine.version())} ms`;
      },
    ],
  ];
}
