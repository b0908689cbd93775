/** Production has no simulator and no test hook; end-to-end is production with the hooks; development is made for reading. */
export const buildModes = ['development', 'end-to-end', 'production'] as const;
export type BuildMode = (typeof buildModes)[number];
