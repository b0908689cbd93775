import type { Message, StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { EVERY_DEVICE } from '../../shared/hardware/usb-identity.ts';

/** The staff page of a station that cannot be used: why, and no controls. */
export function faultSnapshot(
  fault: Message,
  about: Pick<StaffPageSnapshot['station'], 'appVersion' | 'build' | 'now'>,
  language: StaffPageSnapshot['language'],
): StaffPageSnapshot {
  return {
    version: 0,
    fault,
    station: {
      ...about,
      enrolment: null,
      embedded: null,
      practice: null,
      sync: {
        state: 'not-enrolled',
        total: 0,
        waiting: 0,
        oldestWaitingAt: null,
        lastReachedAt: null,
        nextTryAt: null,
        receiptAt: null,
        code: null,
      },
      alarms: [],
      firstLanguage: language,
      zone: 'UTC',
    },
    staff: { list: [], signedIn: null, throttled: {} },
    schedule: [],
    walkUp: null,
    hardware: {
      devices: [],
      attachedInput: [],
      chosen: { microphone: null, speaker: null, camera: null },
      microphoneOff: false,
      troubles: [],
      allowed: EVERY_DEVICE,
      simulated: false,
    },
    meeting: {
      state: 'closed',
      failure: null,
      evidence: { audioIn: 0, audioOut: 0, videoIn: 0, videoOut: 0 },
      flowing: { in: false, out: false },
      quality: 'unknown',
      otherDevices: [],
    },
    trialMeeting: 'none',
    lock: { state: 'open', kind: '', proof: null, detail: '' },
    session: null,
    waiting: [],
    orders: [],
    signOutAt: null,
    exporting: null,
    notice: DEFAULT_NOTICE,
    support: [],
    telephones: { it: null, visitsAndCorrespondence: null },
    language,
    meetingBounds: null,
  };
}
