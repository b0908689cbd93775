import { execFileSync } from 'node:child_process';
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

/** The output of `reg.exe query` for a key; null for a missing key. Throws errors of starting a program. */
export type RegistryPort = (key: string) => string | null;

const TYPES = ['REG_SZ', 'REG_EXPAND_SZ', 'REG_DWORD', 'REG_MULTI_SZ'] as const;
const ROW = /^ {4}(.+?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/u;

/** A policy value of an unsupported type. */
export interface PolicyRefusal {
  readonly path: string;
  readonly type: string;
}

/** Parses the output of `reg.exe query`. Refuses a row of an unsupported type. */
export function parseRegistry(printed: string): Result<readonly PolicyValue[], PolicyRefusal> {
  const values: PolicyValue[] = [];
  for (const line of printed.split(/\r?\n/u)) {
    const row = ROW.exec(line);
    if (row === null) continue;
    const [, name = '', typeName = '', data = ''] = row;
    const type = TYPES.find((known) => known === typeName);
    if (type === undefined) return refuse({ path: name, type: typeName });
    values.push({ key: POLICY_KEY, path: name, value: readData(type, data) });
  }
  return ok(values);
}

function readData(type: (typeof TYPES)[number], data: string): PolicyValue['value'] {
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return data;
    case 'REG_DWORD': {
      // No setting is a number; a policy switch is 1 or 0.
      const number = Number(data);
      return number === 0 ? false : number === 1 ? true : number;
    }
    case 'REG_MULTI_SZ':
      return data.split(String.raw`\0`).filter((part) => part !== '');
  }
}

/** What Group Policy sets on this machine (R3); nothing without a policy or a registry. */
export function readPolicy(
  platform: NodeJS.Platform,
  registry: RegistryPort = queryRegistry,
): Result<readonly PolicyValue[], PolicyRefusal> {
  if (platform !== 'win32') return ok([]);
  const printed = registry(POLICY_KEY);
  return printed === null ? ok([]) : parseRegistry(printed);
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
export function queryRegistry(key: string): string | null {
  const program = path.win32.join('C:\\', 'Windows', 'System32', 'reg.exe');
  try {
    return execFileSync(program, ['query', key], {
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
