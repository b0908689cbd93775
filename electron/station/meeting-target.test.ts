import { expect, it } from 'vitest';
import { BOOKING } from '../../shared/session/session.fixture.ts';
import { trialHost, trialTarget } from './meeting-target.ts';

const HOSTS = { sites: ['sample.webex.com'], practiceOrigins: [] };
const TRIAL = 'https://sample.webex.com/meet/trial';
const withLink = (url: string) => ({ ...BOOKING, meeting: { url } });

it.each([
  [null, null],
  ['https://notwebex.com/meet/trial', null],
  ['not a link', null],
  [TRIAL, 'sample.webex.com'],
])('R14: of %j as the meeting for trials, only a link on a permitted host is opened', (link, host) => {
  const target = trialTarget(link, HOSTS, 'Sample');
  expect(target === null ? null : new URL(target.href).hostname).toBe(host);
});

it('asks a trial’s host, or that of the next visit whose link is good', () => {
  const bookings = [withLink('https://notwebex.com/meet/a'), withLink('https://sample.webex.com/meet/b')];
  expect(trialHost(TRIAL, bookings, HOSTS)?.pathname).toBe('/meet/trial');
  expect(trialHost(null, bookings, HOSTS)?.hostname).toBe('sample.webex.com');
  expect(trialHost('https://notwebex.com/meet/a', [], HOSTS)).toBeNull();
});
