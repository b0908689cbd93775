/** Which of the three builds this is; set by the bundler (`scripts/build.mjs`). Production has no simulator and no test hook. */
declare const __BUILD__: 'development' | 'end-to-end' | 'production';
/** One word for everything that this build was made of. */
declare const __BUILD_ID__: string;
