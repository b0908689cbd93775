import type { ExportsPort } from '../../institution/api/exports.ts';
import type { VisitRecords } from '../../institution/core/records/records.ts';
import { refuse } from '../../institution/core/refusal.ts';
import { ok } from '../../shared/result.ts';
import type { StationState } from '../../shared/session/state.ts';
import { withObservation } from '../../shared/tracking/late-observation.ts';
import { TrackingRow } from '../../shared/tracking/row.ts';
import { eraseSessions } from '../journal/erase.ts';
import type { Journal } from '../journal/journal.ts';
import type { StaffDirectory } from '../staff/staff-directory.ts';
import type { Station } from '../station/station.ts';
import type { Tracking } from '../tracking/create-tracking.ts';
import { chunksOf } from '../tracking/sheet.ts';

/** What the institution in this station has of its station: the tracking sheet in the journal, and where exports go. */
export interface StationRecords {
  readonly visits: VisitRecords;
  readonly exports: ExportsPort;
}

export interface StationRecordsParts {
  readonly journal: Journal<StationState>;
  readonly station: Pick<Station, 'execute'>;
  readonly staff: Pick<StaffDirectory, 'nameOf'>;
  readonly tracking: Tracking;
  readonly changes: { notify(): void };
}

const MOST_OBSERVATION = 1000;

export function createStationRecords(parts: StationRecordsParts): StationRecords {
  const { journal, station, staff, tracking, changes } = parts;
  const { index } = tracking;
  return {
    visits: {
      async *rows() {
        yield* chunksOf(index, await index.all());
      },
      observe(actor, session, observation) {
        const current = tracking.history(session).at(-1)?.row;
        if (current === undefined) return Promise.resolve(refuse('record-unknown'));
        const row = {
          ...withObservation(current, observation),
          version: current.version + 1,
          completedBy: staff.nameOf(actor),
        };
        if (!TrackingRow.safeParse(row).success)
          return Promise.resolve(refuse('observation-too-long', { most: MOST_OBSERVATION }));
        const reason = observation.reference === '' ? observation.text : observation.reference;
        const amended = station.execute({
          type: 'amend-tracking',
          current,
          row,
          reason: reason.slice(0, 500),
        });
        return Promise.resolve(amended.ok ? ok(null) : refuse('record-unknown'));
      },
      erase(sessions) {
        eraseSessions(journal, sessions);
        index.forget(sessions);
        changes.notify();
        return Promise.resolve();
      },
    },
    exports: {
      async deliver(actor, made) {
        const kept = await tracking.exports.keep(made, actor);
        if (!kept.ok) {
          const { fault } = kept.refusal.values;
          return refuse('export-failed', { fault: fault ?? kept.refusal.code });
        }
        const files = kept.value.files.map((name) => ({ name, content: null }));
        return ok({ place: kept.value.files[0] ?? '', files });
      },
    },
  };
}
