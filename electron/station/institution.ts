import type { Clock } from '../../shared/clock.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { staffListAge, type StaffListAge } from '../../shared/session/staff-list-age.ts';
import type { BilingualText, Enrolment } from '../../shared/sync/rows.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { IdentityStore } from '../sync/identity.ts';
import { institutionChoices, type InstitutionChoices } from './policy.ts';
import type { FeedReader } from './ports.ts';

export interface InstitutionParts {
  readonly identity: Pick<IdentityStore, 'enrolment'>;
  readonly feeds: Pick<FeedReader, 'setting' | 'receivedAt'>;
  readonly settings: Pick<StationSettings, 'lockdownRequire' | 'webcamRequired' | 'walkUpAllowed'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The zone of the machine, for a station that is not enrolled yet. */
const MACHINE_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The institution that the station is enrolled with, and what it chose; with defaults before that (R3). */
export class Institution {
  readonly #parts: InstitutionParts;

  constructor(parts: InstitutionParts) {
    this.#parts = parts;
  }

  get enrolment(): Enrolment | null {
    return this.#parts.identity.enrolment();
  }

  /** The language that comes first where both are shown (R20). */
  get firstLanguage(): 'en' | 'fr' {
    return this.enrolment?.institution.firstLanguage ?? 'en';
  }

  get zone(): string {
    return this.enrolment?.institution.zone ?? MACHINE_ZONE;
  }

  get name(): BilingualText {
    return this.enrolment?.institution.name ?? { en: '', fr: '' };
  }

  staffListAge(): StaffListAge {
    const { feeds, clock } = this.#parts;
    return staffListAge(feeds.receivedAt('staff'), this.choices().policy.signInDays, clock.now());
  }

  choices(): InstitutionChoices {
    const { feeds, settings, clock } = this.#parts;
    return institutionChoices(feeds.setting, settings, {
      notice: DEFAULT_NOTICE,
      firstLanguage: this.firstLanguage,
      scheduleAt: feeds.receivedAt('schedule'),
      now: clock.now(),
    });
  }
}
