import { toInstant } from '../../shared/clock.ts';
import { recordAct } from './audit.ts';
import { change, type Context } from './context.ts';
import type { MadeExport } from './made-export.ts';
import { refuse, type Outcome } from './refusal.ts';
import {
  exportInstitution,
  importInstitution,
  openTransfer,
  sealTransfer,
  type Arrived,
} from './transfer.ts';

/** Moving everything to another institution's program, and taking it over from one (R64). */
export interface Moves {
  /** `code`: opens the file; shown once. */
  export(actor: string): Promise<{ readonly made: MadeExport; readonly code: string }>;
  takeOver(actor: string, file: Uint8Array, code: string): Promise<Outcome<Arrived>>;
}

export function createMoves(context: Context): Moves {
  const { store, clock, institutionId } = context;
  return {
    export: (actor) =>
      store.write(async (writer) => {
        const nowMs = clock.now();
        const at = toInstant(nowMs);
        // Before the export, so that the audit that moves ends with it.
        await recordAct(writer, {
          ...{ at, actor, action: 'institution.exported', subject: institutionId, detail: {} },
        });
        const transfer = await exportInstitution(writer, { institution: institutionId, nowMs });
        const { content, code } = sealTransfer(transfer);
        const day = at.slice(0, 10);
        const files = [{ name: `child-link-institution-${day}.clmove`, content }];
        return { made: { format: 'institution', from: day, to: day, rows: 1, files }, code };
      }),
    takeOver: (actor, file, code) =>
      change(context, ['staff', 'sites', 'schedule', 'settings'], async (writer) => {
        const opened = openTransfer(file, code);
        if (!opened.ok) return refuse(opened.refusal);
        return importInstitution(writer, opened.value, { actor, nowMs: clock.now(), here: institutionId });
      }),
  };
}
