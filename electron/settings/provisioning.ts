import { rmSync } from 'node:fs';
import { z } from 'zod';
import { errorCode } from '../platform/atomic-file.ts';
import type { Report } from '../platform/log.ts';
import { readUtf8 } from '../platform/utf8-file.ts';

/** In the data folder: a one-use file from IT, which the station erases after use. */
export const PROVISIONING_FILE = 'provisioning.json';

const Provisioning = z.strictObject({ enrolmentCode: z.string().min(1).max(100) });

export interface ProvisioningFile {
  /** The one-use enrolment code; null without a usable file. */
  readonly enrolmentCode: string | null;
  /** Erases the file, after its code was used or refused permanently. */
  spent(): void;
}

/** Reads the provisioning file (R3). An invalid file is reported, and left for IT to correct. */
export function openProvisioning(file: string, report: Report): ProvisioningFile {
  const spent = (): void => {
    try {
      rmSync(file, { force: true });
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      report('provisioning-not-erased', code);
    }
  };
  try {
    const text = readUtf8(file);
    if (!text.ok) {
      report('provisioning-malformed', `saved as ${text.refusal}; save it as UTF-8`);
      return { enrolmentCode: null, spent: () => undefined };
    }
    const read = Provisioning.safeParse(JSON.parse(text.value));
    if (read.success) return { enrolmentCode: read.data.enrolmentCode, spent };
    report('provisioning-malformed', read.error.issues[0]?.path.join('.') ?? '');
  } catch (error) {
    const code = errorCode(error);
    if (code === null && !(error instanceof SyntaxError)) throw error;
    if (code !== 'ENOENT') report('provisioning-malformed', code ?? 'not JSON');
  }
  return { enrolmentCode: null, spent: () => undefined };
}
