import {
  CALLS,
  type Answer,
  type CallName,
  type CallPayload,
  type CallValue,
  type StationBridge,
} from '../../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import { ok, refuse } from '../../../shared/result.ts';
import { INSTITUTION_ANSWER } from './institution-screens.ts';
import { SAMPLE_IT } from './samples-it.ts';
import { sampleVisit } from './samples.ts';

export type FakeAnswers = { readonly [N in CallName]: CallValue<N> };

/**
 * A bridge without a station: shows one snapshot, switches the language and accepts every other call.
 * @param answers overrides the answers of some calls
 */
export function fakeStaffBridge(
  first: StaffPageSnapshot,
  answers: Partial<FakeAnswers> = {},
): StationBridge<'staff'> {
  let snapshot = first;
  const listeners = new Set<(snapshot: StaffPageSnapshot) => void>();
  const push = (change: Partial<StaffPageSnapshot>) => {
    snapshot = { ...snapshot, ...change, version: snapshot.version + 1 };
    for (const listener of listeners) listener(snapshot);
  };
  return {
    async call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>>> {
      const parsed = CALLS[name].payload.safeParse(payload);
      if (!parsed.success) return refuse({ code: 'call-malformed', values: {} });
      const language = CALLS['language.set'].payload.safeParse(payload);
      if (name === 'language.set' && language.success) push({ language: language.data.language });
      const given: FakeAnswers = { ...answersOf(snapshot), ...answers };
      const page = CALLS['tracking.sheet'].payload.safeParse(payload);
      const { rows, total } = given['tracking.sheet'];
      const { offset, limit } = page.success ? page.data : { offset: 0, limit: total };
      const sheet = { rows: rows.slice(offset, offset + limit), total };
      const all: FakeAnswers = { ...given, 'tracking.sheet': sheet };
      return ok(all[name]);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function answersOf(snapshot: StaffPageSnapshot): FakeAnswers {
  const session = snapshot.session?.session.id ?? '';
  return {
    'snapshot.staff': snapshot,
    'snapshot.visit': sampleVisit(),
    'page.shown': null,
    'page.failed': null,
    'language.set': null,
    'staff.sign-in': null,
    'staff.sign-out': null,
    'staff.relieve': null,
    'staff.stay-signed-in': null,
    'drafts.read': { drafts: {} },
    'drafts.keep': null,
    'media.report': null,
    'media.choose': null,
    'session.open': { session },
    'session.open-walk-up': { session },
    'session.close-mistaken': null,
    'session.record-not-held': { session },
    'session.accept-changes': null,
    'session.override-check': null,
    'session.explain': null,
    'session.pause': null,
    'session.end-pause': null,
    'order.answer': null,
    'link.check': { host: 'invented.webex.com' },
    'session.record-check': null,
    'session.run-checks': null,
    'session.confirm-settings': null,
    'session.show-notice': null,
    'session.notice-played': null,
    'session.finish-notice': null,
    'session.connect': null,
    'session.confirm-connection': null,
    'session.stay': null,
    'session.leave': null,
    'session.suspend': null,
    'session.unsuspend': null,
    'session.inform': null,
    'session.extend': null,
    'session.answer-assistance': null,
    'session.end': null,
    'session.hand-over': null,
    'tracking.complete': null,
    'tracking.amend': null,
    'tracking.sheet': { rows: [], total: 0 },
    'tracking.figures': { sessions: 0, minutes: 0, childVisits: 0, children: 0, technical: 0, tables: [] },
    'tracking.history': { versions: [] },
    'tracking.cancel-export': null,
    'tracking.export': { files: [], rows: 0 },
    'tracking.exports': { destinations: [], removableMedia: true, keepDays: 7, exports: [] },
    'tracking.erase-export': null,
    'printed.write': { file: '/mnt/child-link-exports/child-link-sign_en-fr.pdf' },
    'schedule.write-day': {
      file: '/mnt/child-link-exports/child-link-day_2026-11-21_en-fr.pdf',
      destination: 'folder',
    },
    'trial.run-checks': {
      results: [
        { check: 'display', result: { verdict: 'pass', detail: '1' } },
        { check: 'network', result: { verdict: 'pass', detail: 'invented.webex.com media 2/2' } },
        { check: 'clock', result: { verdict: 'pass', detail: '0 s' } },
        { check: 'disk', result: { verdict: 'pass', detail: '41000 MB' } },
        { check: 'lock', result: { verdict: 'pass', detail: 'x11' } },
      ],
    },
    'trial.write': { file: '/mnt/child-link-exports/child-link-ready_en-fr.pdf', destination: 'folder' },
    'trial.open-meeting': null,
    'trial.close-meeting': null,
    'it.view': SAMPLE_IT,
    'it.bundle': { file: '/var/lib/child-link-station/exports/diagnose-2026-11-21.json' },
    'institution.call': INSTITUTION_ANSWER,
    'meeting.place': null,
  };
}
