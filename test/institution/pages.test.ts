import { expect, it } from 'vitest';
import type { JsonObject } from '../../shared/sync/wire.ts';
import { enrolDouble, entriesAfter, type StationDouble } from './station-double.ts';
import { onEachDatabase, startInstitution } from './testing.ts';
import { cellText, trackingCsv } from './tracking-csv.ts';

const SESSION_A = '0199a000-0000-7000-8000-00000000000a';
const SESSION_B = '0199a000-0000-7000-8000-00000000000b';

function row(fields: JsonObject): JsonObject {
  return {
    session: SESSION_A,
    version: 1,
    institution: { en: 'Example', fr: 'Exemple' },
    scheduledStart: '2026-11-22T15:00:00.000Z',
    institutionZone: 'America/Toronto',
    inmateName: 'Example, Maple',
    ...fields,
  };
}

async function withRows(...bodies: readonly (readonly [string, string, JsonObject])[]) {
  const { institution } = await startInstitution();
  const station: StationDouble = await enrolDouble(institution.url, await institution.code());
  const chain = await station.openChain();
  const wishes = bodies.map(([type, session, body]) => ({ type, session, body }));
  await station.push(chain, null, entriesAfter(chain, null, wishes));
  const get = (path: string, accept?: string): Promise<Response> =>
    fetch(`${institution.url}${path}`, { headers: accept === undefined ? {} : { accept } });
  return { institution, get };
}

onEachDatabase(() => {
  it('the sheet has of each session the row of the highest version, as it was sent', async () => {
    const amended = row({ version: 2, minutes: 50, something: 'newer' });
    const { get } = await withRows(
      ['tracking.completed', SESSION_A, { version: 1, row: row({ minutes: 42 }) }],
      [
        'tracking.amended',
        SESSION_A,
        { version: 2, row: amended, reason: 'wrong minutes', former: { minutes: 42 } },
      ],
      [
        'tracking.completed',
        SESSION_B,
        row({ session: SESSION_B, scheduledStart: '2026-11-21T15:00:00.000Z' }),
      ],
    );
    const answer = await get('/tracking');
    expect(answer.headers.get('content-type')).toContain('application/json');
    const earlier = row({ session: SESSION_B, scheduledStart: '2026-11-21T15:00:00.000Z' });
    expect(await answer.json()).toEqual({ rows: [earlier, amended] });
  });

  it('the days of a period are both included and are those of the institution', async () => {
    // 03:30 UTC on the 23rd is 22:30 on the 22nd in Toronto.
    const late = row({ scheduledStart: '2026-11-23T03:30:00.000Z' });
    const { institution, get } = await withRows(['tracking.completed', SESSION_A, { version: 1, row: late }]);
    const count = async (from: string | null, to: string | null): Promise<number> =>
      (await institution.trackingRows({ from, to })).length;
    expect([
      await count('2026-11-22', '2026-11-22'),
      await count('2026-11-23', null),
      await count(null, '2026-11-21'),
    ]).toEqual([1, 0, 0]);
    expect(await (await get('/tracking?from=2026-11-22&to=2026-11-22')).json()).toEqual({ rows: [late] });
    expect((await get('/tracking?from=yesterday')).status).toBe(400);
  });

  it('the CSV has a byte order mark, quotes and CRLF, and no cell that a spreadsheet would run', async () => {
    const { get } = await withRows([
      'tracking.completed',
      SESSION_A,
      {
        version: 1,
        row: row({ inmateName: '=HYPERLINK("http://example.invalid")', troubles: 'a, "b"\nc', minutes: 42 }),
      },
    ]);
    for (const answer of [await get('/tracking', 'text/csv'), await get('/tracking?format=csv')]) {
      expect(answer.headers.get('content-type')).toContain('text/csv');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const text = bytes.toString('utf8');
      expect(text).toContain(`"'=HYPERLINK(""http://example.invalid"")"`);
      expect(text).toContain('"a, ""b""\nc"');
      expect(text).toContain('Example / Exemple');
      expect(text.split('\r\n')).toHaveLength(3);
    }
  });

  it.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1', '  =1', '＝1', '\n1'])(
    'the text %j is no formula',
    (text) => {
      const cell = trackingCsv([{ session: text }]).split('session', 2)[1] ?? '';
      expect(cell).toContain(`'${text}`);
    },
  );

  it('a list of people reads as one cell', () => {
    expect(cellText([{ name: 'Petit Érable', ageGroup: '6-11' }, { name: 'Little Birch' }])).toBe(
      'name: Petit Érable, ageGroup: 6-11; name: Little Birch',
    );
  });

  it('a page shows what was sent as text, never as markup', async () => {
    const name = '<script>alert("x")</script><img src=x onerror=\'y\'>';
    const { get } = await withRows([
      'tracking.completed',
      SESSION_A,
      { version: 1, row: row({ inmateName: name }) },
    ]);
    const answer = await get('/tracking', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8');
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await answer.text();
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(text).toContain('Feuille de suivi');
  });

  it('the overview lists stations, chains and what is quarantined', async () => {
    const { get } = await withRows(['<b>odd</b>', SESSION_A, { version: 1 }]);
    const text = await (await get('/')).text();
    expect(text).toContain('st_0001');
    expect(text).toContain('unknown-type');
    expect(text).not.toContain('<b>odd');
  });

  it('a page asked for under another name is refused: that name could be anybody’s', async () => {
    const { institution } = await startInstitution();
    for (const url of ['/', '/tracking']) {
      const answer = await institution.app.inject({ url, headers: { host: 'attacker.example' } });
      expect(answer.statusCode).toBe(400);
    }
  });
});
