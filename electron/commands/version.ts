import manifest from '../../package.json' with { type: 'json' };

/** The version of the station that these commands belong to. */
export const APP_VERSION: string = manifest.version;
