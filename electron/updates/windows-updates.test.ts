import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { verifySameSigner, type SignatureRefusal } from './windows-signature.ts';
import { createWindowsUpdates, type Updater } from './windows-updates.ts';

const OWN = 'C:\\Program Files\\child-link-station\\child-link-station.exe';
const NEW = 'C:\\Users\\kiosk\\setup.exe';
const PUBLISHER = 'CN=Institution of the Tests, C=CA';

const answer = (own: object, installer: object) => () =>
  Promise.resolve(
    JSON.stringify([
      { Path: OWN, Status: 'Valid', Subject: PUBLISHER, ...own },
      { Path: NEW, Status: 'Valid', Subject: PUBLISHER, ...installer },
    ]),
  );

describe('an installer’s signature', () => {
  it('is accepted when valid and by the publisher of this program', async () => {
    expect(await verifySameSigner(OWN, NEW, answer({}, {}))).toEqual(ok(PUBLISHER));
  });

  it.each([
    ['that is missing', answer({}, { Status: 'NotSigned', Subject: '' }), 'signature-invalid'],
    ['of a changed file', answer({}, { Status: 'HashMismatch' }), 'signature-invalid'],
    ['whose certificate is not trusted', answer({}, { Status: 'UnknownError' }), 'signature-invalid'],
    ['of another publisher', answer({}, { Subject: 'CN=Other' }), 'signature-of-another'],
    [
      'when this program has none itself',
      answer({ Status: 'NotSigned', Subject: '' }, {}),
      'own-signature-invalid',
    ],
    ['of another file', answer({}, { Path: 'C:\\other.exe' }), 'signature-not-checked'],
    ['when PowerShell prints nothing', () => Promise.resolve(''), 'signature-not-checked'],
    ['when PowerShell prints too little', () => Promise.resolve('[]'), 'signature-not-checked'],
    ['when PowerShell cannot run', () => Promise.reject(new Error('ENOENT')), 'signature-not-checked'],
  ] as const)('%s is refused', async (_what, powerShell, code) => {
    expect(await verifySameSigner(OWN, NEW, powerShell)).toEqual(refuse(code));
  });

  it('is refused on a machine without Windows PowerShell', async () => {
    expect(await verifySameSigner(OWN, NEW)).toEqual(refuse('signature-not-checked'));
  });
});

class FakeUpdater extends EventEmitter implements Updater {
  autoDownload = false;
  autoInstallOnAppQuit = true;
  allowDowngrade = true;
  disableWebInstaller = false;
  readonly installed: (readonly boolean[])[] = [];
  checkForUpdates(): Promise<unknown> {
    return Promise.reject(new Error('no server'));
  }
  quitAndInstall(...how: readonly boolean[]): void {
    this.installed.push(how);
  }
}

async function fetched(...verdicts: readonly Result<string, SignatureRefusal>[]) {
  const updater = new FakeUpdater();
  const reports: string[] = [];
  let asked = 0;
  const updates = createWindowsUpdates({
    updater,
    verify: () => Promise.resolve(verdicts[asked++] ?? refuse('signature-not-checked')),
    report: (code, detail) => reports.push(`${code} ${detail}`),
  });
  updater.emit('update-downloaded', { version: '2.0.0', downloadedFile: NEW });
  await Promise.resolve();
  return { updater, updates, reports };
}

describe('an update on Windows', () => {
  it('is staged once verified, and runs silently after it is verified again', async () => {
    const { updater, updates } = await fetched(ok(PUBLISHER), ok(PUBLISHER));
    expect(updates.staged()).toBe('2.0.0');
    updates.install();
    await Promise.resolve();
    expect(updater.installed).toEqual([[true, true]]);
  });

  it('is never older, never installed on quitting, never fetched in parts from elsewhere', async () => {
    const { updater } = await fetched(ok(PUBLISHER));
    expect(updater).toMatchObject({
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      disableWebInstaller: true,
    });
  });

  it('whose signature is not right is none', async () => {
    const { updater, updates, reports } = await fetched(refuse('signature-invalid'));
    expect(updates.staged()).toBeNull();
    updates.install();
    expect(updater.installed).toEqual([]);
    expect(reports).toEqual(['update-refused 2.0.0: signature-invalid']);
  });

  it('that was changed after it was checked does not run', async () => {
    const { updater, updates, reports } = await fetched(ok(PUBLISHER), refuse('signature-invalid'));
    updates.install();
    await Promise.resolve();
    expect(updater.installed).toEqual([]);
    expect(reports).toEqual(['update-refused 2.0.0: signature-invalid']);
  });

  it('that cannot be fetched is reported', async () => {
    const { updates, reports } = await fetched(ok(PUBLISHER));
    updates.check();
    await new Promise((settle) => setImmediate(settle));
    expect(reports).toEqual(['update-failed no server']);
  });
});
