import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { type PrintedDocument, printedFileName } from '../../shared/notice/printed.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import { readPdfFonts } from '../tracking/pdf-fonts.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';
import { wordsOf } from './words.ts';

/**
 * `sign [--out FILE]`, `leaflet [--out FILE]`: what is printed for people to read, with the notice that ships (R25). The
 * station's own page prints the institution's notice.
 */
export async function print(document: PrintedDocument, context: CommandContext): Promise<CommandResult> {
  const { language, options, program, clock } = context;
  const file = options.out ?? printedFileName(document);
  // Loaded on demand: pdfkit is larger than every other verb together.
  const { printedPdf } = await import('../tracking/notice-pdf.ts');
  const written: Uint8Array[] = [];
  const fonts = await readPdfFonts(program.fonts);
  const parts = { fonts, now: clock.now(), firstLanguage: language };
  await printedPdf(document, DEFAULT_NOTICE, parts, async (bytes) => void written.push(bytes));
  try {
    writeFileAtomically(file, Buffer.concat(written));
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return problem('export-failed', wordsOf(language).unwritable(file, code), { file });
  }
  return { outcome: 'good', lines: [wordsOf(language).printed(file)], json: { ok: true, file } };
}
