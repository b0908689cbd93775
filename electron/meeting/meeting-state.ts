import { unreachable } from '../../shared/result.ts';
import type { MeetingFailure, MeetingLoss, MeetingState } from './meeting.ts';

/** Events of the view, independent of the meeting service's wording and markup (R42). */
export type MeetingSignal =
  | { readonly kind: 'load-started'; readonly attempt: number }
  | { readonly kind: 'page-shown' }
  | { readonly kind: 'media'; readonly flowing: boolean }
  | { readonly kind: 'page-gone'; readonly cause: MeetingLoss }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly code: MeetingFailure }
  | { readonly kind: 'closed' };

/**
 * The state after a signal; the same object when nothing changes. A meeting that was under way stays `lost`, not
 * `opening`, during a reload, because mother and child still do not see each other.
 */
export function nextMeetingState(state: MeetingState, signal: MeetingSignal): MeetingState {
  switch (signal.kind) {
    case 'closed':
      return state.kind === 'closed' ? state : { kind: 'closed' };
    case 'failed':
      return state.kind === 'closed' ? state : { kind: 'failed', code: signal.code };
    case 'over':
      return state.kind === 'closed' || state.kind === 'failed' ? state : { kind: 'ended' };
    case 'load-started':
      switch (state.kind) {
        case 'lost':
          return state;
        case 'in-meeting':
          return { kind: 'lost', cause: 'link-lost' };
        case 'opening':
          return state.attempt === signal.attempt ? state : { kind: 'opening', attempt: signal.attempt };
        case 'closed':
        case 'waiting':
        case 'ended':
        case 'failed':
          return { kind: 'opening', attempt: signal.attempt };
        default:
          return unreachable(state);
      }
    case 'page-shown':
      return state.kind === 'opening' ? { kind: 'waiting' } : state;
    case 'media':
      if (signal.flowing) {
        return state.kind === 'waiting' || state.kind === 'lost' ? { kind: 'in-meeting' } : state;
      }
      return state.kind === 'in-meeting' ? { kind: 'lost', cause: 'link-lost' } : state;
    case 'page-gone':
      switch (state.kind) {
        case 'in-meeting':
          return { kind: 'lost', cause: signal.cause };
        case 'waiting':
          return { kind: 'opening', attempt: 1 };
        case 'closed':
        case 'opening':
        case 'lost':
        case 'ended':
        case 'failed':
          return state;
        default:
          return unreachable(state);
      }
    default:
      return unreachable(signal);
  }
}
