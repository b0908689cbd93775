/** One step forward of the journal's file. Once released, never edited: a further step goes into a further file. */
export type Migration = { readonly version: number; readonly sql: string };
