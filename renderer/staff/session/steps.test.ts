import { describe, expect, it } from 'vitest';
import { sampleSession } from '../../../test/gallery/page/samples.ts';
import { PHASES } from '../../../shared/session/state.ts';
import { isDone, showsMeeting, stepOf, STEPS } from './steps.ts';

describe('the step that staff see', () => {
  it('never goes back as the phases go on', () => {
    const places = PHASES.map((phase) => STEPS.indexOf(stepOf(sampleSession(phase), false)));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.every((place) => place >= 0)).toBe(true);
  });

  it('is the end while staff choose how the session ends, and the hand-over once it has ended', () => {
    expect(stepOf(sampleSession('underway'), true)).toBe('end');
    expect(stepOf(sampleSession('ended'), true)).toBe('hand-over');
  });

  it('leaves room for the meeting only between the notice and the end', () => {
    expect(PHASES.filter((phase) => showsMeeting(sampleSession(phase)))).toEqual([
      'notice-shown',
      'connecting',
      'connected',
      'locking',
      'underway',
    ]);
  });
});

describe('a step that was done', () => {
  it('is not claimed for a session that ended before its visit', () => {
    const early = sampleSession('ended', {
      settingsConfirmed: false,
      notice: null,
      attempts: 0,
      connectedAt: null,
      supervisedOnce: false,
    });
    expect(STEPS.filter((step) => isDone(step, early))).toEqual(['end']);
  });

  it('is claimed for every step of a whole visit but the hand-over to come', () => {
    expect(STEPS.filter((step) => !isDone(step, sampleSession('ended')))).toEqual(['hand-over']);
  });
});
