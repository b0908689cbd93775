/** The two channel names on the wire; everything else travels inside. Apart from the schema so that the preload script stays small. */
export const IPC_CALL = 'child-link:call';
export const IPC_PUSH = 'child-link:push';
