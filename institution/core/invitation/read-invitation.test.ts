import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInvitation } from './read-invitation.ts';

const options = {
  linkPolicy: { hosts: ['visits-visites.webex.com'], practiceOrigins: [] },
  zones: ['America/Toronto'],
};
const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name));
const read = (source: string | Uint8Array) =>
  readInvitation(typeof source === 'string' ? Buffer.from(source) : source, options);
const english = sample('en-request.ics').toString('utf8');
const pasted = sample('en-pasted.txt').toString('utf8');

const ENGLISH = {
  startsAt: '2026-12-03T18:30:00.000Z',
  endsAt: '2026-12-03T19:30:00.000Z',
  url: 'https://visits-visites.webex.com/visits-visites/j.php?MTID=m3f1c0a9de2b7486f9a55c1e07bd2a441',
  password: 'tR4x-Qm;9,k',
  number: '25560147789',
};
const FRENCH = {
  startsAt: '2026-12-04T14:00:00.000Z',
  endsAt: '2026-12-04T14:45:00.000Z',
  url: 'https://visits-visites.webex.com/visits-visites/j.php?MTID=mb07e19c2d4f8437aa6d1530f9e8c6b12',
  password: 'pZ7é-wQ2n',
  number: '25583304412',
};

describe('An invitation fills link, password, number and times', () => {
  it.each([
    ['en-request.ics', ENGLISH],
    ['en-pasted.txt', ENGLISH],
    ['fr-request.ics', FRENCH],
    ['fr-pasted.txt', FRENCH],
  ])('from %s', (name, expected) => {
    expect(read(sample(name))).toMatchObject({ ok: true, value: expected });
  });

  it('with a title that says it is a date', () => {
    expect(read(english.replace('SUMMARY', 'SUMMARY;VALUE=DATE-TIME')).ok).toBe(true);
  });

  it('names the meeting and its version, so that a later message is matched to it', () => {
    expect(read(english)).toMatchObject({
      value: {
        uid: '7e1d0b62-2c1a-4c55-9b0c-0d6f5b8d2f10',
        sequence: 1,
        summary: 'Video visit, Harper / child',
      },
    });
  });

  it.each([
    ['with line feeds alone', english.replaceAll('\r\n', '\n')],
    ['with a byte order mark', `\ufeff${english}`],
    ['as UTF-16', Buffer.from(`\ufeff${english}`, 'utf16le')],
    ['as Windows-1252', Buffer.from(english.replace('Harper', 'Hélène'), 'latin1')],
    ['without the rules of its zone', english.replace(/BEGIN:VTIMEZONE[\s\S]*END:VTIMEZONE\r?\n/u, '')],
    [
      'in UTC',
      english
        .replaceAll(';TZID=America/Toronto', '')
        .replace(
          /(DT(?:START|END):)20261203T(\d\d)3000/gu,
          (_, name: string, hour: string) => `${name}20261203T${Number(hour) + 5}3000Z`,
        ),
    ],
    ['in another zone with the same time', english.replaceAll('America/Toronto', 'America/New_York')],
    [
      'with the link in the HTML alone',
      english.replace(/DESCRIPTION:Case[\s\S]*?X-ALT/u, 'X-ALT').replace(/LOCATION:.*\r?\n .*\r?\n/u, ''),
    ],
  ])('%s', (_name, source) => {
    expect(read(source)).toMatchObject({ ok: true, value: { startsAt: ENGLISH.startsAt, url: ENGLISH.url } });
  });

  it.each([
    [
      'Wednesday, July 1, 2026\n9:05 AM | (UTC-05:00) Eastern Time (US & Canada) | 1 hr 30 mins',
      '2026-07-01T13:05:00.000Z',
      '2026-07-01T14:35:00.000Z',
    ],
    [
      'le mercredi 1er juillet 2026\n14 h 30 | (UTC-05:00) Heure de l’Est (États-Unis et Canada) | 2 heures',
      '2026-07-01T18:30:00.000Z',
      '2026-07-01T20:30:00.000Z',
    ],
    ['December 3, 2026\n12:00 PM | Eastern Time', '2026-12-03T17:00:00.000Z', null],
  ])('from a date such as %j', (when, startsAt, endsAt) => {
    expect(read(`${when}\n\n${ENGLISH.url}`)).toMatchObject({ value: { startsAt, endsAt } });
  });

  it('leaves times open where a person pastes the link alone', () => {
    expect(read(` ${ENGLISH.url}\n`)).toMatchObject({
      value: { url: ENGLISH.url, startsAt: null, endsAt: null },
    });
  });
});

describe('An invitation is refused with the reason', () => {
  it.each([
    ['that repeats', sample('en-weekly.ics'), 'invitation-repeats'],
    ['that is cancelled', sample('fr-cancel.ics'), 'invitation-cancelled'],
    ['without a link', pasted.replaceAll(/https:\S+/gu, ''), 'invitation-no-link'],
    ['whose only link is help', 'Need help? Go to https://help.webex.com', 'invitation-no-link'],
    ['with two links', `${pasted}\nhttps://visits-visites.webex.com/meet/other`, 'invitation-two-links'],
    [
      'of a foreign host',
      pasted.replaceAll('visits-visites.webex.com/v', 'meet.example.org/v'),
      'link-host-not-configured',
    ],
    [
      'of a look-alike',
      pasted.replaceAll('visits-visites.webex.com/v', 'visits-visites.webex.com.evil.example/v'),
      'link-look-alike',
    ],
    ['without https', ENGLISH.url.replace('https', 'http'), 'link-not-https'],
    ['in another zone', english.replaceAll('America/Toronto', 'America/Vancouver'), 'invitation-other-zone'],
    ['pasted in another zone', pasted.replace('Eastern Time', 'Pacific Time'), 'invitation-other-zone'],
    [
      'in a zone that does not exist',
      english.replaceAll('America/Toronto', 'Mars/Base'),
      'invitation-zone-unknown',
    ],
    ['without a zone', english.replaceAll(';TZID=America/Toronto', ''), 'invitation-zone-unknown'],
    [
      'for a whole day',
      english.replace(/DTSTART;.*/u, 'DTSTART;VALUE=DATE:20261203'),
      'invitation-time-invalid',
    ],
    ['in month 13', english.replace('20261203T133000', '20261399T996000'), 'invitation-time-invalid'],
    [
      'at a time that the clock skips',
      english.replace('20261203T133000', '20260308T023000'),
      'invitation-time-invalid',
    ],
    [
      'with a length that is none',
      english.replace(/DTEND;.*/u, 'DURATION:PTÔ45M'),
      'invitation-time-invalid',
    ],
    [
      'with a length beyond all calendars',
      english.replace(/DTEND;.*/u, 'DURATION:P99999999999D'),
      'invitation-time-invalid',
    ],
    [
      'with several events',
      english.replace(/(BEGIN:VEVENT[\s\S]*END:VEVENT\r?\n)/u, '$1$1'),
      'invitation-several-events',
    ],
    ['without an event', english.replace(/BEGIN:VEVENT[\s\S]*END:VEVENT\r?\n/u, ''), 'invitation-no-event'],
    ['that is cut off', english.slice(0, 1500), 'invitation-not-a-calendar'],
    ['that is no calendar', 'BEGIN:VCARD\nEND:VCARD', 'invitation-not-a-calendar'],
    ['that is empty', ' \n', 'invitation-empty'],
    ['that is a program', Buffer.from([0x4d, 0x5a, 0, 0]), 'invitation-not-text'],
    ['that is too large', 'a'.repeat(600_000), 'invitation-too-large'],
  ])('%s', (_name, source, code) => {
    expect(read(source)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('without a word of its content', () => {
    const refused = read(`${pasted}\nhttps://visits-visites.webex.com/meet/other`);
    expect(JSON.stringify(refused)).not.toMatch(/webex|tR4x|Casework/u);
  });
});

it('never throws and never takes a link that the policy refuses, whatever is cut, doubled or changed', () => {
  const sources = ['en-request.ics', 'fr-request.ics', 'en-weekly.ics', 'en-pasted.txt', 'fr-pasted.txt'].map(
    sample,
  );
  const property = fc.property(
    fc.constantFrom(...sources),
    fc.nat(4000),
    fc.nat(400),
    fc.uint8Array({ maxLength: 20 }),
    (source, at, cut, bytes) => {
      const changed = Buffer.concat([source.subarray(0, at), bytes, source.subarray(at + cut)]);
      const done = readInvitation(changed, options);
      return !done.ok || new URL(done.value.url).host === 'visits-visites.webex.com';
    },
  );
  expect(fc.check(property, { numRuns: 300 })).toMatchObject({ failed: false });
});
