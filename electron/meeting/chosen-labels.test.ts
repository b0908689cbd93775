import { expect, it } from 'vitest';
import type { MediaDevice } from '../../shared/hardware/attached.ts';
import { ChosenLabels, givenDevices } from './chosen-labels.ts';

const device = (kind: MediaDevice['kind'], deviceId: string, label: string): MediaDevice => ({
  kind,
  deviceId,
  label,
  groupId: 'g',
});
const ALL = [
  device('microphone', 'a', 'Headset'),
  device('speaker', 'a', 'Headset Earphones'),
  device('camera', 'c', 'Webcam'),
];
const CHOSEN = { microphone: 'a', speaker: 'a', camera: 'c' };

it('gives the labels of the chosen devices, each of its own kind', () => {
  const labels = new ChosenLabels();
  labels.report(ALL);
  expect(labels.choose(CHOSEN)).toEqual({
    microphone: 'Headset',
    speaker: 'Headset Earphones',
    camera: 'Webcam',
  });
});

it('accepts the choice and the list in either order', () => {
  const labels = new ChosenLabels();
  labels.choose(CHOSEN);
  expect(labels.report(ALL)).toMatchObject({ microphone: 'Headset', camera: 'Webcam' });
});

it('a chosen device that is pulled stays the chosen one', () => {
  const labels = new ChosenLabels();
  labels.report(ALL);
  labels.choose(CHOSEN);
  expect(labels.report(ALL.slice(0, 2)).camera).toBe('Webcam');
});

it('what nobody chose, and what has no label, is not restricted', () => {
  const labels = new ChosenLabels();
  labels.report([device('microphone', 'a', '')]);
  expect(labels.choose({ ...CHOSEN, camera: null })).toEqual({
    microphone: null,
    speaker: null,
    camera: null,
  });
});

const passed = (detail: string) => ({ verdict: 'pass', detail }) as const;

it('after a restart the devices are those that the checks of the session name', () => {
  const labels = new ChosenLabels();
  const checks = {
    headset: passed('Headset, Example'),
    microphone: passed('Headset'),
    sound: passed('Headset Earphones'),
    webcam: { verdict: 'not-needed', detail: '' },
  } as const;
  expect(labels.recall({ checks })).toEqual({
    microphone: 'Headset',
    speaker: 'Headset Earphones',
    camera: null,
  });
  expect(labels.report(ALL).microphone).toBe('Headset');
  expect(labels.recall(null)).toEqual({ microphone: null, speaker: null, camera: null });
});

it('a check that failed, or that saw no name, names no device', () => {
  const checks = { microphone: { verdict: 'fail', detail: 'Headset' }, webcam: passed('') } as const;
  expect(new ChosenLabels().recall({ checks })).toEqual({ microphone: null, speaker: null, camera: null });
});

it('what staff choose now counts more than what was recorded', () => {
  const labels = new ChosenLabels();
  labels.report(ALL);
  labels.choose({ microphone: 'a', speaker: null, camera: null });
  expect(labels.recall({ checks: { microphone: passed('Other'), webcam: passed('Webcam 2') } })).toEqual({
    microphone: 'Headset',
    speaker: null,
    camera: 'Webcam 2',
  });
});

it('a device is named in the record only where it is the chosen one', () => {
  const chosen = { microphone: 'Headset', speaker: 'Headset Earphones', camera: null };
  expect(givenDevices({ microphone: 'chosen', speaker: 'other', camera: 'any' }, chosen)).toEqual({
    microphone: { match: 'chosen', name: 'Headset' },
    speaker: { match: 'other', name: null },
    camera: { match: 'any', name: null },
  });
});
