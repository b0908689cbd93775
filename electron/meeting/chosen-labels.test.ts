import { expect, test } from 'vitest';
import type { MediaDevice } from '../../shared/hardware/attached.ts';
import { ChosenLabels } from './chosen-labels.ts';

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

test('gives the labels of the chosen devices, each of its own kind', () => {
  const labels = new ChosenLabels();
  labels.report(ALL);
  expect(labels.choose(CHOSEN)).toEqual({
    microphone: 'Headset',
    speaker: 'Headset Earphones',
    camera: 'Webcam',
  });
});

test('it does not matter which comes first, the choice or the list', () => {
  const labels = new ChosenLabels();
  labels.choose(CHOSEN);
  expect(labels.report(ALL)).toMatchObject({ microphone: 'Headset', camera: 'Webcam' });
});

test('a chosen device that is pulled stays the chosen one', () => {
  const labels = new ChosenLabels();
  labels.report(ALL);
  labels.choose(CHOSEN);
  expect(labels.report(ALL.slice(0, 2)).camera).toBe('Webcam');
});

test('what nobody chose, and what has no label, is not restricted', () => {
  const labels = new ChosenLabels();
  labels.report([device('microphone', 'a', '')]);
  expect(labels.choose({ ...CHOSEN, camera: null })).toEqual({
    microphone: null,
    speaker: null,
    camera: null,
  });
});
