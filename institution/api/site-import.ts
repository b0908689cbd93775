import { refuse as refuseWith } from '../../shared/result.ts';
import type { Institution } from '../core/institution.ts';
import { refuse } from '../core/refusal.ts';
import type { SiteListOutcome } from '../core/site-list.ts';
import type { ListPreview } from '../core/sites.ts';
import type { ApiOutcome } from './refusal.ts';

/** Reads a list away from the thread that answers people. Rejects when `signal` is aborted. */
export type ListReader = (file: Uint8Array, signal: AbortSignal) => Promise<SiteListOutcome>;

/** Sites saved of all; `total` 0 while the file is still being read. */
export type ImportProgress = { readonly done: number; readonly total: number };

type List = { readonly file: string; readonly listDate: string };

/** Imports of site lists: each person has one at a time, can see how far it is, and can cancel it. */
export function createSiteImport(readList: ListReader) {
  const running = new Map<string, { readonly abort: AbortController; progress: ImportProgress }>();

  async function run(
    actor: string,
    { file }: List,
    answer: (
      listed: Parameters<Institution['sites']['preview']>[0],
      report: { readonly signal: AbortSignal; readonly onProgress: (progress: ImportProgress) => void },
    ) => Promise<ApiOutcome<ListPreview>>,
  ): Promise<ApiOutcome<ListPreview>> {
    running.get(actor)?.abort.abort();
    const job = { abort: new AbortController(), progress: { done: 0, total: 0 } };
    running.set(actor, job);
    const { signal } = job.abort;
    try {
      const read = await readList(Buffer.from(file, 'base64'), signal);
      if (signal.aborted) return refuse('list-cancelled');
      if (!read.ok) {
        const problems = read.refusal;
        return refuseWith({ code: 'list-invalid', values: { count: problems.length }, problems });
      }
      return await answer(read.value, {
        signal,
        onProgress: (progress) => {
          job.progress = progress;
        },
      });
    } catch (error) {
      if (signal.aborted) return refuse('list-cancelled');
      throw error;
    } finally {
      if (running.get(actor) === job) running.delete(actor);
    }
  }

  return {
    preview: ({ sites }: Institution, actor: string, list: List) =>
      run(actor, list, (listed) => sites.preview(listed, list.listDate)),
    import: ({ sites }: Institution, actor: string, list: List & { readonly token: string }) =>
      run(actor, list, (listed, report) =>
        sites.importList(actor, listed, list.listDate, list.token, report),
      ),
    progress: (actor: string): ImportProgress | null => running.get(actor)?.progress ?? null,
    cancel(actor: string): void {
      running.get(actor)?.abort.abort();
    },
  };
}
