/** Which of the three builds this is; set by the bundler (`scripts/bundle.ts`). Production has no simulator and no test hook. */
declare const __BUILD__: 'development' | 'end-to-end' | 'production';
