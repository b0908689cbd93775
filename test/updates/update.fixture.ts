import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// update.sh with a system of its own: the commands that it calls are replaced by ones that keep their state in files. A
// power cut ends script and command at once, before the n-th command.

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'assets', 'linux', 'update', 'update.sh');

/** Runs before each command: the power cut. */
const CUT = `
read -r n <"$STATE/count"; n=$((n + 1)); echo "$n" >"$STATE/count"
if [ "$n" = "$CUT" ]; then kill -9 0; fi
`;
const COMMANDS: Readonly<Record<string, string>> = {
  systemctl: `
for argument; do verb=\${verb:-}; case $argument in stop | start) verb=$argument ;; esac; done
if [ "$verb" = stop ]; then exec /bin/rm -rf "$STATE/running" "$CHILD_LINK_RUN_FOLDER"; fi
if [ -e "$CHILD_LINK_UPDATE_FOLDER/unpacking" ]; then exit 0; fi
read -r version <"$STATE/installed"; read -r status <"$STATE/status"
if [ "$status" != ok ]; then version=mixed; fi
echo "$version" >"$STATE/running"
read -r broken <"$STATE/broken"
if [ "$version" != mixed ] && [ "$version" != "$broken" ]; then
  mkdir -p "$CHILD_LINK_RUN_FOLDER"; echo "$version" >"$CHILD_LINK_RUN_FOLDER/ready"
elif [ -e "$STATE/fifo" ]; then
  mkdir -p "$CHILD_LINK_RUN_FOLDER"; mkfifo "$CHILD_LINK_RUN_FOLDER/ready"
fi`,
  dpkg: `
case $1 in
--compare-versions) [ "\${2%.*}" -gt "\${4%.*}" ]; exit ;;
--configure)
  read -r status <"$STATE/status"
  if [ "$status" = unpacked ]; then echo ok >"$STATE/status"; fi
  exit 0 ;;
esac
if [ -e "$STATE/full" ]; then exit 1; fi
if [ -e "$STATE/locked" ]; then /bin/rm "$STATE/locked"; exit 2; fi
echo half >"$STATE/status"
cut
read -r version <"$3"; echo "$version" >"$STATE/installed"; echo unpacked >"$STATE/status"
cut
echo ok >"$STATE/status"`,
  'dpkg-query': `
case $3 in
*Status*) read -r status <"$STATE/status"; if [ "$status" = ok ]; then printf 'ii '; else printf 'iHR'; fi ;;
*) read -r version <"$STATE/installed"; echo "$version" ;;
esac`,
  setpriv: 'shift 3; exec "$@"',
  sync: ':',
  cp: 'if [ -e "$STATE/full" ]; then exit 1; fi; exec /bin/cp "$@"',
  mv: 'exec /bin/mv "$@"',
  rm: 'exec /bin/rm "$@"',
  'child-link-station': `echo '{"ok":true,"dataFolder":"'"$STATE/data"'"}'`,
};

let folder = path.join(tmpdir(), 'child-link-update-none');
export const at = (...names: readonly string[]): string => path.join(folder, ...names);
export const read = (...names: readonly string[]): string | null =>
  existsSync(at(...names)) ? readFileSync(at(...names), 'utf8').trim() : null;

/** A station that runs 1.0, with 2.0 staged. */
export function prepare(): void {
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-update-'));
  for (const name of ['bin', 'state/data', 'kept', 'run']) mkdirSync(at(name), { recursive: true });
  for (const [name, text] of Object.entries(COMMANDS))
    writeFileSync(at('bin', name), `#!/bin/sh\nset -eu\ncut() { :; ${CUT} }\ncut\n${text}\n`, {
      mode: 0o755,
    });
  for (const [name, text] of Object.entries({
    'state/installed': '1.0',
    'state/status': 'ok',
    'state/running': '1.0',
    'state/broken': 'none',
    'state/data/journal.sqlite': 'record',
    'kept/staged': '2.0',
    'kept/staged.deb': '2.0',
    'kept/former': '1.0',
    'kept/former.deb': '1.0',
    'run/ready': '1.0',
    'run/update-now': '',
  }))
    writeFileSync(at(name), `${text}\n`);
}
export function cleanUp(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the script, and cuts the power before its n-th command. */
export function update(verb: 'install' | 'recover', cut = 0): number | null {
  writeFileSync(at('state/count'), '0\n');
  return spawnSync('setsid', ['sh', SCRIPT, verb], {
    env: {
      PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
      STATE: at('state'),
      CUT: String(cut),
      CHILD_LINK_UPDATE_FOLDER: at('kept'),
      CHILD_LINK_RUN_FOLDER: at('run'),
      CHILD_LINK_PROGRAM: at('bin/child-link-station'),
      CHILD_LINK_READY_SECONDS: '1',
      CHILD_LINK_LOCK_WAITS: '0',
    },
    timeout: 20_000,
  }).status;
}

/** What systemd does after a power cut: the station unless its condition forbids it, and the recovery where there is one. */
export function boot(): void {
  rmSync(at('run'), { recursive: true, force: true });
  rmSync(at('state/running'), { force: true });
  if (read('kept/unpacking') === null) {
    const isWhole = read('state/status') === 'ok';
    writeFileSync(at('state/running'), isWhole ? (read('state/installed') ?? '') : 'mixed');
    mkdirSync(at('run'));
    if (isWhole) writeFileSync(at('run/ready'), read('state/installed') ?? '');
  }
  if (read('kept/proving') !== null) update('recover');
}

export const facts = () => ({
  running: read('state/running'),
  ready: read('run/ready'),
  status: read('state/status'),
  record: read('state/data/journal.sqlite'),
  proving: read('kept/proving'),
  unpacking: read('kept/unpacking'),
});
export const runs = (version: string) => ({
  running: version,
  ready: version,
  status: 'ok',
  record: 'record',
  proving: null,
  unpacking: null,
});
