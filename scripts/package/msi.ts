// The Windows installer for Group Policy and Intune: the folder that electron-builder made, in one MSI, by wixl.
// Names, icon and version are those of electron-builder.yml, so that both installers make the same program.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../setup/places.mjs';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';
import { filesBelow } from './manifest.ts';
import { demandSigner, hasSigner, sign } from './sign.ts';

/** The namespace of the station's identifiers. It must never change: Windows knows an upgrade by what is made from it. */
const NAMESPACE = '3f0e4b6c-6d0e-5a2b-9c51-2f6f0d4b7a11';

/** UUID version 5 of a name in {@link NAMESPACE}. */
export function upgradeCode(appId: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(appId)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join('-')
    .toUpperCase();
}

/**
 * The rights of the folders of settings and record, in the descriptor language of Windows; `assets/windows/installer.nsh`
 * gives the same. SY is the system, BA administrators, BU users, CO who made a file. The record's folder keeps its rights
 * in an upgrade, because hardening narrows them to one account.
 */
export const FOLDER_RIGHTS = [
  {
    folder: 'CHILDLINK',
    rights: 'O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)',
    when: '',
  },
  {
    folder: 'CHILDLINKDATA',
    rights: 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;0x1200af;;;BU)(A;OICIIO;FA;;;CO)',
    when: 'NOT WIX_UPGRADE_DETECTED',
  },
] as const;

/**
 * Finds the sign of a visit (`electron/lifecycle/run-folder.ts`), which the product's condition refuses. wixl knows no element
 * for a search.
 */
const VISIT_QUERIES = [
  'CREATE TABLE `DrLocator` (`Signature_` CHAR(72) NOT NULL, `Parent` CHAR(72), `Path` CHAR(255), `Depth` INT PRIMARY KEY `Signature_`, `Parent`, `Path`)',
  "INSERT INTO `AppSearch` (`Property`, `Signature_`) VALUES ('VISIT', 'VisitSign')",
  "INSERT INTO `Signature` (`Signature`, `FileName`) VALUES ('VisitSign', 'visit')",
  "INSERT INTO `DrLocator` (`Signature_`, `Path`, `Depth`) VALUES ('VisitSign', '[CommonAppDataFolder]Child Link\\data\\run', 0)",
  ...['InstallExecuteSequence', 'InstallUISequence'].map(
    (table) => `INSERT INTO \`${table}\` (\`Action\`, \`Sequence\`) VALUES ('AppSearch', 50)`,
  ),
];

/** The queries that put {@link FOLDER_RIGHTS} into an MSI; wixl knows no element for them. */
const RIGHTS_QUERIES = [
  'CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL, `Table` CHAR(32) NOT NULL, `SDDLText` CHAR(0) NOT NULL, `Condition` CHAR(255) PRIMARY KEY `MsiLockPermissionsEx`)',
  ...FOLDER_RIGHTS.map(
    ({ folder, rights, when }) =>
      `INSERT INTO \`MsiLockPermissionsEx\` (\`MsiLockPermissionsEx\`, \`LockObject\`, \`Table\`, \`SDDLText\`, \`Condition\`) VALUES ('${folder}', '${folder}', 'CreateFolder', '${rights}', '${when}')`,
  ),
];

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Of electron-builder.yml, what both installers share. */
export type BuilderConfig = {
  readonly appId: string;
  readonly productName: string;
  readonly extraMetadata: { readonly author: { readonly name: string } };
  readonly win: { readonly executableName: string };
};

type Product = { readonly config: BuilderConfig; readonly version: string };

/** What the installer is, without its list of files. An older one is refused in place of a newer one. */
export function productSource({ config, version }: Product): string {
  if (!/^\d{1,3}\.\d{1,3}\.\d{1,5}$/u.test(version))
    throw new Unmet(`Windows Installer compares versions such as 1.2.3, not ${version}.`);
  const name = xml(config.productName);
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="*" Name="${name}" Version="${version}" Manufacturer="${xml(config.extraMetadata.author.name)}" UpgradeCode="${upgradeCode(config.appId)}" Language="1033">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="${name} / Poste Child Link"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version is installed. / Une version plus récente est installée."/>
    <Condition Message="A visit is under way. If the station does not start, delete ProgramData\\Child Link\\data\\run\\visit. / Une visite est en cours. Si le poste ne démarre pas, supprimez ce fichier.">NOT VISIT</Condition>
    <Media Id="1" Cabinet="station.cab" EmbedCab="yes"/>
    <Icon Id="station.ico" SourceFile="icon.ico"/>
    <Property Id="ARPPRODUCTICON" Value="station.ico"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder"><Directory Id="APPDIR" Name="${xml(config.win.executableName)}"/></Directory>
      <Directory Id="CommonAppDataFolder"><Directory Id="CHILDLINK" Name="Child Link">
        <Component Id="SettingsFolder" Guid="B0F7B3E4-2A5A-5C5E-8D38-0C1B1A8F3E11"><CreateFolder/></Component>
        <Directory Id="CHILDLINKDATA" Name="data"><Component Id="RecordFolder" Guid="B0F7B3E4-2A5A-5C5E-8D38-0C1B1A8F3E12"><CreateFolder/></Component></Directory>
      </Directory></Directory>
    </Directory>
    <Feature Id="Main" Level="1"><ComponentGroupRef Id="Files"/><ComponentRef Id="SettingsFolder"/><ComponentRef Id="RecordFolder"/></Feature>
  </Product>
</Wix>
`;
}

async function must(program: string, parameters: readonly string[], options: { readonly cwd?: string } = {}) {
  const ended = await run(program, parameters, options);
  if (ended.code === 127)
    throw new Unmet(`${program} was not found: install the Debian packages wixl, msitools and osslsigncode.`);
  if (ended.code !== 0) throw new Unmet(`${program} failed: see above.`, ended.output);
  return ended.stdout;
}

type Parts = {
  /** What electron-builder left in `win-unpacked`, signed for a release. */
  readonly folder: string;
  readonly out: string;
  readonly version: string;
  readonly release: boolean;
  readonly environment?: NodeJS.ProcessEnv;
};

/** Returns the MSI's path. */
export async function makeMsi({
  folder,
  out,
  version,
  release,
  environment = process.env,
}: Parts): Promise<string> {
  const config: BuilderConfig = parse(readFileSync(join(repository, 'electron-builder.yml'), 'utf8'));
  const program = `${config.win.executableName}.exe`;
  if (!existsSync(join(folder, program)))
    throw new Unmet(`${folder} holds no ${program}: it is not the station's folder.`);
  const work = join(out, 'msi');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    if (release) {
      demandSigner(environment);
      await must('osslsigncode', [
        'extract-signature',
        '-in',
        join(folder, program),
        '-out',
        join(work, 'own.sig'),
      ]);
    }
    // wixl knows relative paths only.
    symlinkSync(resolve(folder), join(work, 'station'));
    copyFileSync(join(repository, 'assets', 'icons', 'icon.ico'), join(work, 'icon.ico'));
    writeFileSync(join(work, 'product.wxs'), productSource({ config, version }));
    const files = filesBelow(folder).map((name) => `station/${name}\n`);
    writeFileSync(join(work, 'list'), files.join(''));
    const heat =
      'wixl-heat --prefix station/ --component-group Files --directory-ref APPDIR --var var.Source --win64 < list';
    writeFileSync(join(work, 'files.wxs'), await must('sh', ['-c', heat], { cwd: work }));
    const note = hasSigner(environment) ? '' : '-unsigned';
    const file = join(resolve(out), `child-link-station-${version}-windows-x64${note}.msi`);
    await must(
      'wixl',
      ['-a', 'x64', '-D', 'Win64=yes', '-D', 'Source=station', '-o', file, 'product.wxs', 'files.wxs'],
      { cwd: work },
    );
    for (const query of [...VISIT_QUERIES, ...RIGHTS_QUERIES]) await must('msibuild', [file, '-q', query]);
    await sign({ path: file, environment });
    return join(out, basename(file));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
