import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { Report } from '../platform/log.ts';
import { readUtf8 } from '../platform/utf8-file.ts';

/** In the data folder: a one-use file from IT, which the station erases after use. */
export const PROVISIONING_FILE = 'provisioning.json';

const Code = z.string().min(1).max(100);
/** One station's code, or those of a fleet by device name: the same file for every machine. */
const Provisioning = z.union([
  z.strictObject({ enrolmentCode: Code }),
  z.strictObject({ enrolmentCodes: z.record(z.string().min(1).max(100), Code) }),
]);

export interface ProvisioningFile {
  /** The one-use enrolment code; null without a usable file. */
  readonly enrolmentCode: string | null;
  /** Why the file cannot be used, for the screen. */
  readonly fault: Message | null;
  /** Erases the file, after its code was used or refused permanently. */
  spent(): void;
}

/**
 * Reads the provisioning file (R3). An invalid file is reported, and left for IT to correct.
 * @param device the machine's name, compared without case
 */
export function openProvisioning(file: string, report: Report, device = hostname()): ProvisioningFile {
  const unusable = (code: string, values: Message['values'] = {}): ProvisioningFile => {
    report(code, Object.values(values).join());
    return { enrolmentCode: null, fault: { code, values }, spent: () => undefined };
  };
  try {
    const text = readUtf8(file);
    if (!text.ok) return unusable('provisioning-encoding', { encoding: text.refusal });
    const read = Provisioning.safeParse(JSON.parse(text.value));
    if (!read.success) return unusable('provisioning-malformed', { reason: 'enrolmentCode, enrolmentCodes' });
    const code = codeFor(device, read.data);
    if (code === null) return unusable('provisioning-malformed', { reason: `enrolmentCodes: ${device}?` });
    return { enrolmentCode: code, fault: null, spent: () => erase(file, report) };
  } catch (error) {
    const code = errorCode(error);
    if (code === null && !(error instanceof SyntaxError)) throw error;
    if (code !== 'ENOENT') return unusable('provisioning-malformed', { reason: code ?? 'JSON' });
  }
  return { enrolmentCode: null, fault: null, spent: () => undefined };
}

function codeFor(device: string, file: z.infer<typeof Provisioning>): string | null {
  if ('enrolmentCode' in file) return file.enrolmentCode;
  const own = Object.entries(file.enrolmentCodes).find(
    ([name]) => name.toLowerCase() === device.toLowerCase(),
  );
  return own?.[1] ?? null;
}

function erase(file: string, report: Report): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    report('provisioning-not-erased', code);
  }
}
