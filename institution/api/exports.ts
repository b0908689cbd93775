import type { MadeExport } from '../core/made-export.ts';
import type { Outcome } from '../core/refusal.ts';

/** `place`: where the files are now; null where the caller gets their content, in base64, and keeps it. */
export type DeliveredExport = {
  readonly place: string | null;
  readonly files: readonly { readonly name: string; readonly content: string | null }[];
};

/** Takes exports where they may go: a station to the destination that IT sets (R53), a browser to the person. */
export interface ExportsPort {
  deliver(actor: string, made: MadeExport): Promise<Outcome<DeliveredExport>>;
}
