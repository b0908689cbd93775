import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ok, refuse, type Result } from '../../shared/result.ts';

/** Where Group Policy sets the station's settings: a value per field, named as the field (`meeting.sites`). */
export const POLICY_KEY = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Child Link\Station`;

/** One setting that Group Policy overrides. */
export interface PolicyValue {
  /** Its registry key. */
  readonly key: string;
  /** The field, with dots: `meeting.sites`. */
  readonly path: string;
  readonly value: string | number | boolean | readonly string[];
}

/** What reg.exe says of a key; null for a missing key. Throws errors of starting a program. */
export type RegistryPort = (key: string) => string | null;

type Environment = Readonly<Record<string, string | undefined>>;

/** A policy value of an unsupported type. */
export interface PolicyRefusal {
  readonly path: string;
  readonly type: string;
}

const ROW = /^"((?:[^"\\]|\\.)*)"=(.*)$/u;
const TYPES: Readonly<Record<string, string>> = {
  hex: 'REG_BINARY',
  'hex(0)': 'REG_NONE',
  'hex(b)': 'REG_QWORD',
};

/**
 * Parses the text of `reg.exe export`, which is Unicode whatever the machine's code page. Refuses a row of an unsupported
 * type. Variables of `REG_EXPAND_SZ` come from `environment`.
 */
export function parseRegistry(
  exported: string,
  environment: Environment,
): Result<readonly PolicyValue[], PolicyRefusal> {
  const values: PolicyValue[] = [];
  let key = '';
  // A long value goes on in the next line after a backslash.
  for (const line of exported.replaceAll(/\\\r?\n\s*/gu, '').split(/\r?\n/u)) {
    if (line.startsWith('[')) key = line.slice(1, -1);
    const row = ROW.exec(line);
    if (row === null || key.toLowerCase() !== POLICY_KEY.toLowerCase()) continue;
    const [, name = '', data = ''] = row;
    const value = readData(data, environment);
    const [type = ''] = data.split(':');
    if (value === null) return refuse({ path: unescaped(name), type: TYPES[type] ?? type });
    values.push({ key: POLICY_KEY, path: unescaped(name), value });
  }
  return ok(values);
}

function readData(data: string, environment: Environment): PolicyValue['value'] | null {
  if (data.startsWith('"')) return unescaped(data.slice(1, -1));
  const [type = '', digits = ''] = data.split(':');
  switch (type) {
    case 'dword': {
      // No setting is a number; a policy switch is 1 or 0.
      const number = Number.parseInt(digits, 16);
      return number === 0 ? false : number === 1 ? true : number;
    }
    case 'hex(2)':
      return textOf(digits)
        .replace(/\0+$/u, '')
        .replaceAll(/%([^%]+)%/gu, expanded);
    case 'hex(7)':
      return textOf(digits)
        .split('\0')
        .filter((part) => part !== '');
    default:
      return null;
  }

  function expanded(whole: string, name: string): string {
    const found = Object.keys(environment).find((known) => known.toLowerCase() === name.toLowerCase());
    return (found === undefined ? undefined : environment[found]) ?? whole;
  }
}

/** UTF-16 in bytes of two hexadecimal digits. */
function textOf(digits: string): string {
  return Buffer.from(digits.replaceAll(/[^0-9a-f]/giu, ''), 'hex').toString('utf16le');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gu, '$1');
}

/** What Group Policy sets on this machine (R3); nothing without a policy or a registry. */
export function readPolicy(
  platform: NodeJS.Platform,
  environment: Environment,
  registry: RegistryPort = exportRegistry,
): Result<readonly PolicyValue[], PolicyRefusal> {
  if (platform !== 'win32') return ok([]);
  const exported = registry(POLICY_KEY);
  return exported === null ? ok([]) : parseRegistry(exported, environment);
}

/** The file's settings, overridden by the policy. Pure. */
export function withPolicy(file: object, policy: readonly PolicyValue[]): unknown {
  let merged: unknown = file;
  for (const { path: field, value } of policy) merged = withValue(merged, field.split('.'), value);
  return merged;
}

function withValue(here: unknown, [step, ...rest]: readonly string[], value: PolicyValue['value']): unknown {
  if (step === undefined) return value;
  const entries = typeof here === 'object' && here !== null && !Array.isArray(here) ? here : {};
  const inner: unknown = Object.hasOwn(entries, step) ? Reflect.get(entries, step) : undefined;
  // Built from entries, because assigning `__proto__` would hide a key that must be refused.
  return Object.fromEntries([...Object.entries(entries), [step, withValue(inner, rest, value)]]);
}

/** By its full path, so that a program of the same name is not found first. */
const REG = path.win32.join('C:\\', 'Windows', 'System32', 'reg.exe');

/** What `reg.exe query` prints, in the machine's code page: for keys whose values are known to be ASCII. */
export function queryRegistry(key: string): string | null {
  return reg(['query', key]);
}

/** What `reg.exe export` writes: UTF-16. */
function exportRegistry(key: string): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-policy-'));
  try {
    const file = path.join(folder, 'policy.reg');
    if (reg(['export', key, file, '/y']) === null) return null;
    return readFileSync(file, 'utf16le').replace(/^\uFEFF/u, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reg(args: readonly string[]): string | null {
  try {
    return execFileSync(REG, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch (error) {
    // Exit code 1: no such key.
    if (error instanceof Error && 'status' in error && error.status === 1) return null;
    throw error;
  }
}
