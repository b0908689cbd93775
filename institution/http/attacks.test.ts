import { beforeEach, describe, expect, it } from 'vitest';
import { oneLine } from '../../shared/language/shown-text.ts';
import { NOW, sampleBooking } from '../core/institution.fixture.ts';
import { type Browser, codeOf, createTestService, OTHER, OWN, type TestService } from './browser.fixture.ts';

/** Every text that is sent has it, so that a log can be searched for it. */
const MARK = 'x7q';
const EVIL = [
  `<img src=x onerror=alert("${MARK}")>`,
  `</script><script>${MARK}()</script>`,
  `'; DROP TABLE rows; -- ${MARK}`,
  `${MARK}" OR 1=1 --`,
  `=cmd|' /C ${MARK}'!A0`,
  `+${MARK}`,
  `{{${MARK}}} \${${MARK}} %s`,
  `${MARK}\r\nSet-Cookie: a=b\r\n\r\n`,
  `${MARK}%0d%0a..%2f..%2fetc%2fpasswd`,
  `\u202e${MARK}\u2066`,
];
/** No canonical JSON has the one, and no database keeps the other. */
const UNSTORABLE = [`${MARK}\u0000`, `${MARK}\ud800`];
const ALL = { from: '2026-01-01T00:00:00.000Z', to: '2027-12-31T00:00:00.000Z' };

let service: TestService;
let log: string[];
beforeEach(async () => {
  log = [];
  service = await createTestService({}, log);
});

/** A call of every area with the text in each of its fields. */
function callsWith(evil: string): readonly (readonly [string, unknown])[] {
  const booking = sampleBooking({
    inmate: { name: evil, fps: `${evil} 7` },
    participants: [
      { role: 'child', name: evil, birthDate: '2019-04-30', relationship: evil, approvedVisitor: true },
      { role: 'accompanying-adult', name: evil, birthDate: '1990-01-01', approvedVisitor: true },
    ],
    reference: evil,
  });
  const details = { name: evil, roles: ['facilitator'], validUntil: '2027-01-01T00:00:00.000Z' };
  return [
    ['schedule.list', { ...ALL, search: evil }],
    ['schedule.book', { booking }],
    ['schedule.read-invitation', { text: evil }],
    ['staff.add', { details }],
    ['staff.set-pin', { code: evil, pin: '482913' }],
    [
      'directives.issue',
      {
        ...{ action: 'message', session: null, authority: evil, validMinutes: 15 },
        reason: { code: evil, text: evil },
      },
    ],
    ['stations.issue-codes', { stations: [{ location: { en: evil, fr: evil }, device: evil }] }],
    ['stations.revoke', { station: evil }],
    ['records.find', { who: evil }],
    ['records.hold', { who: evil, reference: evil }],
    ['settings.set', { which: { key: 'telephones', ver: 0 }, value: { it: evil, visits: evil } }],
    ['figures.show', { from: evil, to: evil }],
  ];
}

describe('A text that is meant as something else', () => {
  it.each(EVIL)(
    '%j is kept as it is, in one line of what can be seen, or refused; and no log has it',
    async (evil) => {
      const person = await service.signedIn(OWN, 'head', 'it', 'scheduler');
      for (const [name, input] of callsWith(evil)) {
        const answer = await person.call(name, input);
        expect([name, answer.statusCode]).toEqual([name, 200]);
        expect(answer.headers['content-type']).toMatch(/^application\/json/u);
        expect([...person.cookies.keys()]).toEqual(['__Host-child-link']);
      }
      const { bookings } = (await person.call('schedule.list', ALL)).json().value;
      expect(bookings.map((one: { booking: { inmate: unknown } }) => one.booking.inmate)).toEqual([
        { name: oneLine(evil), fps: oneLine(`${evil} 7`) },
      ]);
      const { staff } = (await person.call('staff.list', {})).json().value;
      expect(staff.map(({ name }: { name: string }) => name)).toContain(oneLine(evil));
      expect((await person.call('sites.list', {})).json().value.sites).toHaveLength(1);
      expect((await person.call('audit.list', { after: 0, limit: 500 })).json().value.broken).toBeNull();
      expect(log.join('')).not.toContain(MARK);
    },
  );

  it.each(UNSTORABLE)('%j reaches no row', async (evil) => {
    const person = await service.signedIn(OWN, 'head', 'it', 'scheduler');
    for (const [name, input] of callsWith(evil)) {
      const answer = await person.call(name, input);
      expect([name, answer.statusCode]).toEqual([name, 200]);
      expect(answer.body).not.toMatch(/\\u0000|\\ud800/iu);
    }
    expect((await person.call('schedule.list', ALL)).body).not.toMatch(/\\u0000|\\ud800/iu);
    expect((await person.call('staff.list', {})).body).not.toMatch(/\\u0000|\\ud800/iu);
  });

  it('becomes no formula in a file that a spreadsheet opens', async () => {
    const person = await service.signedIn(OWN, 'head', 'it', 'scheduler');
    const evil = EVIL[4] ?? '';
    await person.call('schedule.book', { booking: sampleBooking({ inmate: { name: evil, fps: '7' } }) });
    const { bookings } = (await person.call('schedule.list', ALL)).json().value;
    const records = [{ kind: 'booking', id: bookings[0].booking.id }];
    const files: readonly { readonly content: string }[] = (
      await person.call('records.export', { records, language: 'en' })
    ).json().value.files;
    const text = files.map(({ content }) => Buffer.from(content, 'base64').toString('utf8')).join('');
    expect(text).toContain(`'${evil}`);
    expect(text).not.toMatch(/(?:^|[,;"\n])=cmd/u);
  });
});

describe('Rows of another institution', () => {
  /** Somebody of the other institution makes one of everything; their answers are the ids. */
  async function fill(other: Browser) {
    const value = async (name: string, input: unknown) => (await other.call(name, input)).json().value;
    const booking = await value('schedule.book', { booking: sampleBooking() });
    const details = { name: 'Sample, Aspen', roles: ['facilitator'], validUntil: '2027-01-01T00:00:00.000Z' };
    const member = await value('staff.add', { details });
    const hold = await value('records.hold', { who: 'Example, Maple', reference: 'A-1' });
    const code = await service.issueCode({ institution: OTHER, location: 'Room 1', device: null });
    expect(code).not.toBe('');
    const station = await service.syncStore.write((writer) =>
      writer.addStation({
        ...{ institution: OTHER, location: '"Room 1"', install: 'i', platform: 'linux' },
        ...{ appVersion: '1', at: new Date(NOW).toISOString() },
      }),
    );
    return { booking, details, member, hold, station };
  }

  it('are neither seen nor changed by a person who knows their ids', async () => {
    const other = await service.signedIn(OTHER, 'head', 'it', 'scheduler');
    const { booking, details, member, hold, station } = await fill(other);
    const lists = ['staff.list', 'sites.list', 'stations.list', 'settings.list', 'records.state'] as const;
    const seen = async (who: Browser) =>
      Promise.all(
        [
          ...lists.map((name) => who.call(name, {})),
          who.call('schedule.list', ALL),
          who.call('directives.list', {}),
        ].map(async (answer) => (await answer).json()),
      );
    const before = await seen(other);
    const person = await service.signedIn(OWN, 'head', 'it', 'scheduler');
    const which = { id: member.id, ver: 1 };
    const attacks: readonly (readonly [string, unknown, string])[] = [
      ['schedule.change', { which: booking, booking: sampleBooking() }, 'booking-unknown'],
      ['schedule.cancel', { which: booking, by: 'site', reason: 'x', notified: [] }, 'booking-unknown'],
      ['staff.change', { which, details }, 'staff-unknown'],
      ['staff.reset', { which }, 'staff-unknown'],
      ['staff.remove', { which }, 'staff-unknown'],
      ['staff.invite', { id: member.id }, 'staff-unknown'],
      ['stations.revoke', { station }, 'station-unknown'],
      ['records.lift', { id: hold.id }, 'hold-unknown'],
    ];
    for (const [name, input, code] of attacks) {
      expect([name, codeOf(await person.call(name, input))]).toEqual([name, code]);
      const answer = await person.call(name, input, { 'x-institution': OTHER });
      expect([name, codeOf(answer)]).toEqual([name, 'institution-other']);
    }
    const records = [{ kind: 'booking', id: booking.id }];
    const exported = await person.call('records.export', { records, language: 'en' });
    expect(exported.body).not.toContain('Maple');
    expect((await person.call('records.find', { who: 'Maple' })).json().value.records).toEqual([]);
    expect((await person.call('stations.list', {})).json().value.stations).toEqual([]);
    expect((await person.call('now.visits', { ver: null })).json().value.visits).toEqual([]);
    expect(await seen(other)).toEqual(before);
  });
});

describe('A request that takes its time', () => {
  it('is ended: headers and body after a minute at most', () => {
    const { requestTimeout, headersTimeout } = service.app.server;
    expect([requestTimeout, headersTimeout].every((ms) => ms > 0 && ms <= 60_000)).toBe(true);
  });

  it('does not wait behind others for memory: refuses the 257th at once and asks it to come back', async () => {
    const head = await service.signedIn(OWN, 'head');
    const answers = await Promise.all(Array.from({ length: 300 }, () => head.call('sites.list', {})));
    const busy = answers.filter(({ statusCode }) => statusCode === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy.every(({ headers }) => headers['retry-after'] === '2')).toBe(true);
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(300 - busy.length);
    expect((await head.call('sites.list', {})).statusCode).toBe(200);
  });
});
