/**
 * Everything Chromium offers a page that captures, speaks to a third party, reaches a device or puts something on the
 * screen by itself. What is off is off by every means that works: `blink` names are taken out of the engine, so that
 * the interface is gone in every frame; `policy` names are denied by header. A permission, where there is one, is
 * denied besides (`permission-policy.ts`). `api`: the names on `window`, `navigator` and the prototypes that belong
 * to the row. `test/end-to-end/engine-features.test.ts` compares this table with the engine's own lists.
 */
export type EngineFeature = {
  readonly use: 'off' | 'allowed';
  readonly reason: string;
  readonly blink?: readonly string[];
  readonly policy?: readonly string[];
  readonly api?: readonly string[];
};

export const ENGINE_FEATURES: Readonly<Record<string, EngineFeature>> = {
  // The visit itself.
  'camera and microphone': {
    use: 'allowed',
    reason: 'the visit itself; which page may, permission-policy.ts decides (R41)',
    policy: ['camera', 'microphone', 'autoplay', 'speaker-selection'],
  },
  'ways of a page with itself': {
    use: 'allowed',
    reason: 'reach nothing outside the page and its listed hosts',
    policy: [
      'cross-origin-isolated',
      'sync-xhr',
      'unload',
      'media-playback-while-not-visible',
      'deferred-fetch-minimal',
      'ch-ua',
      'ch-ua-mobile',
      'ch-ua-platform',
    ],
  },
  // Listens, watches or speaks.
  'speech recognition': {
    use: 'off',
    reason: 'listens past the permission table and sends what it hears to the browser’s maker',
    blink: ['ScriptedSpeechRecognition', 'UnprefixedSpeechRecognition', 'OnDeviceWebSpeech'],
    policy: ['on-device-speech-recognition'],
    api: ['webkitSpeechRecognition', 'SpeechRecognition', 'SpeechRecognitionPhrase'],
  },
  'speech synthesis': {
    use: 'off',
    reason: 'speaks aloud by itself, with voices that may be elsewhere',
    blink: ['ScriptedSpeechSynthesis'],
    api: ['speechSynthesis', 'SpeechSynthesis', 'SpeechSynthesisUtterance'],
  },
  'screen capture': {
    use: 'off',
    reason: 'would show the station’s screen to others',
    blink: ['GetDisplayMedia', 'GetAllScreensMedia', 'CapturedSurfaceControl'],
    policy: ['display-capture', 'captured-surface-control', 'all-screens-capture'],
    api: ['getDisplayMedia', 'getAllScreensMedia'],
  },
  'the page’s own camera element': {
    use: 'off',
    reason: 'asks for devices in a window of the browser',
    blink: ['UserMediaElement', 'PermissionElement', 'GeolocationElement', 'InstallElement'],
    api: ['HTMLUserMediaElement', 'HTMLPermissionElement', 'HTMLGeolocationElement', 'HTMLInstallElement'],
  },
  'eye dropper': {
    use: 'off',
    reason: 'reads the screen and covers the notice strip (R22)',
    blink: ['EyeDropperAPI'],
    api: ['EyeDropper'],
  },
  // Puts something on the screen by itself.
  'picture in picture': {
    use: 'off',
    reason: 'a window above the notice strip (R22)',
    policy: ['picture-in-picture'],
  },
  'document picture in picture': {
    use: 'off',
    reason: 'a window above the notice strip (R22)',
    blink: ['DocumentPictureInPictureAPI'],
    api: ['documentPictureInPicture', 'DocumentPictureInPicture'],
  },
  'full screen': { use: 'off', reason: 'would cover the notice strip (R22)', policy: ['fullscreen'] },
  'picker of a list by script': {
    use: 'off',
    reason:
      'opens a window of the system without a click; work-area.ts keeps those of a click below the strip',
    blink: ['HTMLSelectElementShowPicker'],
  },
  'on-screen keyboard': {
    use: 'allowed',
    reason:
      'no switch takes it out; asks the system for its touch keyboard, which a Linux kiosk does not have',
    api: ['VirtualKeyboard', 'virtualKeyboard'],
  },
  'payment, sign-in and security keys': {
    use: 'off',
    reason: 'open windows of the browser and contact the payee or the identity provider',
    blink: [
      'PaymentRequest',
      'SecurePaymentConfirmation',
      'FedCm',
      'WebAuth',
      'WebIdentityDigitalCredentials',
      'WebOTP',
    ],
    policy: [
      'payment',
      'publickey-credentials-create',
      'publickey-credentials-get',
      'identity-credentials-get',
      'digital-credentials-get',
      'digital-credentials-create',
      'otp-credentials',
    ],
    api: ['OTPCredential', 'PublicKeyCredential', 'IdentityCredential', 'DigitalCredential'],
  },
  'file windows': {
    use: 'off',
    reason: 'no files; the window of the system would cover the strip',
    blink: ['FileSystemAccessLocal'],
    api: ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'],
  },
  'sharing, contacts, installing, opening files': {
    use: 'off',
    reason: 'lead to other programs',
    blink: [
      'WebShare',
      'ContactsManager',
      'FileHandling',
      'WebAppLaunchQueue',
      'WebAppInstallation',
      'InstalledApp',
    ],
    policy: ['web-share', 'web-app-installation'],
    api: ['launchQueue', 'share', 'canShare', 'install'],
  },
  notifications: { use: 'off', reason: 'nothing may appear over the station’s screen; denied by permission' },
  push: {
    use: 'off',
    reason: 'contacts the browser’s maker and outlives the visit',
    blink: ['PushMessaging'],
    api: ['PushManager', 'PushSubscription'],
  },
  // Devices and the machine.
  'devices other than camera and microphone': {
    use: 'off',
    reason: 'no devices but camera and microphone (R41)',
    blink: [
      'WebUSB',
      'WebHID',
      'Serial',
      'WebBluetooth',
      'WebNFC',
      'SmartCard',
      'Presentation',
      'RemotePlayback',
    ],
    policy: [
      'usb',
      'usb-unrestricted',
      'hid',
      'serial',
      'bluetooth',
      'midi',
      'smart-card',
      'gamepad',
      'xr-spatial-tracking',
      'direct-sockets',
      'direct-sockets-private',
      'direct-sockets-multicast',
    ],
    api: ['usb', 'hid', 'serial', 'PresentationRequest', 'RemotePlayback'],
  },
  'sensors and facts about machine, place and person': {
    use: 'off',
    reason: 'tell machines, rooms and people apart; no part of a visit',
    blink: ['ComputePressure', 'FontAccess', 'IdleDetection'],
    policy: [
      'accelerometer',
      'gyroscope',
      'magnetometer',
      'ambient-light-sensor',
      'battery',
      'geolocation',
      'idle-detection',
      'local-fonts',
      'compute-pressure',
      'keyboard-map',
      'screen-wake-lock',
      'system-wake-lock',
      'window-management',
      'device-attributes',
      'device-posture',
      'aria-notify',
      'ch-device-memory',
      'ch-downlink',
      'ch-dpr',
      'ch-ect',
      'ch-prefers-color-scheme',
      'ch-prefers-reduced-motion',
      'ch-prefers-reduced-transparency',
      'ch-rtt',
      'ch-save-data',
      'ch-ua-arch',
      'ch-ua-bitness',
      'ch-ua-form-factors',
      'ch-ua-full-version',
      'ch-ua-full-version-list',
      'ch-ua-high-entropy-values',
      'ch-ua-model',
      'ch-ua-platform-version',
      'ch-ua-wow64',
      'ch-viewport-height',
      'ch-viewport-width',
      'ch-width',
    ],
    api: ['PressureObserver', 'queryLocalFonts'],
  },
  clipboard: {
    use: 'off',
    reason: 'staff may have copied a link or a name; clipboard-script.ts covers execCommand',
    policy: ['clipboard-read', 'clipboard-write'],
  },
  'protected media': {
    use: 'off',
    reason: 'protected films are no part of a visit',
    policy: ['encrypted-media'],
  },
  // Speaks to third parties.
  advertising: {
    use: 'off',
    reason: 'measures people for third parties and reports to them outside the request table',
    blink: [
      'TopicsAPI',
      'AdInterestGroupAPI',
      'Fledge',
      'ParakeetEnabled',
      'SharedStorageAPI',
      'AttributionReporting',
      'PrivateAggregationApi',
      'PrivateStateTokens',
      'FencedFrames',
    ],
    policy: [
      'browsing-topics',
      'interest-cohort',
      'join-ad-interest-group',
      'run-ad-auction',
      'attribution-reporting',
      'private-aggregation',
      'private-state-token-issuance',
      'private-state-token-redemption',
      'shared-storage',
      'shared-storage-select-url',
      'storage-access',
      'record-ad-auction-events',
      'fenced-unpartitioned-storage-read',
    ],
    api: [
      'browsingTopics',
      'joinAdInterestGroup',
      'leaveAdInterestGroup',
      'updateAdInterestGroups',
      'runAdAuction',
      'getInterestGroupAdAuctionData',
      'protectedAudience',
      'sharedStorage',
    ],
  },
  'models of the browser': {
    use: 'off',
    reason: 'fetch models from the browser’s maker and read what the page shows',
    blink: [
      'AIPromptAPI',
      'AISummarizationAPI',
      'AIWriterAPI',
      'AIRewriterAPI',
      'AIProofreadingAPI',
      'TranslationAPI',
      'LanguageDetectionAPI',
    ],
    policy: [
      'language-model',
      'summarizer',
      'writer',
      'rewriter',
      'proofreader',
      'translator',
      'language-detector',
      'autofill',
      'manual-text',
    ],
    api: [
      'LanguageModel',
      'Summarizer',
      'Writer',
      'Rewriter',
      'Proofreader',
      'Translator',
      'LanguageDetector',
      'ai',
    ],
  },
  'requests that the request table does not see': {
    use: 'off',
    reason: 'sockets that Electron does not show (electron issue 47857), or that outlive the page',
    blink: ['SharedWorker', 'WebSocketStream', 'FetchLaterAPI'],
    policy: [
      'deferred-fetch',
      'local-network-access',
      'local-network',
      'loopback-network',
      'controlled-frame',
      'sub-apps',
    ],
    api: ['SharedWorker', 'WebSocketStream', 'fetchLater'],
  },
};

const OFF = Object.values(ENGINE_FEATURES).filter(({ use }) => use === 'off');

/** For `webPreferences.disableBlinkFeatures`. A name that a version does not know has no effect there. */
export const BLINK_FEATURES_OFF: readonly string[] = OFF.flatMap(({ blink }) => blink ?? []);

/** For the Permissions-Policy header of every document. */
export const POLICIES_OFF: readonly string[] = OFF.flatMap(({ policy }) => policy ?? []);
