/** What is printed for people to read (R25, R26): the signs to hang up, and the notice as a leaflet of one page. */
export const PRINTED_DOCUMENTS = ['sign', 'leaflet'] as const;
export type PrintedDocument = (typeof PRINTED_DOCUMENTS)[number];

/** Both languages are in one file, which holds no personal information. */
export function printedFileName(document: PrintedDocument): string {
  return `child-link-${document}_en-fr.pdf`;
}
