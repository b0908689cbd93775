import { readFileSync } from 'node:fs';
import type { ExportsView } from '../../shared/ipc/snapshot.ts';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it } from 'vitest';
import type { ExportFormat } from '../../shared/tracking/exports.ts';
import { bringToConnected, expectOk, withStation } from './journey.ts';

it('writes a visit that was handed over and entered to every kind of file, and tells its history', () =>
  withStation(async (driver) => {
    const session = await bringToConnected(driver);
    await expectOk(driver.call('session.stay', null));
    await expectOk(
      driver.call('session.end', {
        outcome: { name: 'completed', by: null, reason: '', notified: [] },
      }),
    );
    await expectOk(
      driver.call('session.hand-over', {
        observations: { source: 'none', text: '', reportReference: '' },
        troubles: '=1+1',
        note: '',
      }),
    );
    const { waiting } = await driver.snapshot();
    const row = waiting.find((one) => one.session === session)?.proposed;
    if (row === undefined) throw new Error('The session does not wait for its entry.');
    await expectOk(driver.call('tracking.complete', { row }));
    await expectOk(
      driver.call('tracking.amend', {
        row: { ...row, version: 2, troubles: 'The picture froze.' },
        reason: 'Named the trouble.',
      }),
    );

    const history = await driver.call('tracking.history', { session });
    expect(history).toMatchObject({
      ok: true,
      value: { versions: [{ reason: null }, { reason: 'Named the trouble.' }] },
    });

    const asked = await driver.call('tracking.exports', null);
    const { destinations } = (asked as { readonly value: ExportsView }).value;
    const [destination] = destinations;
    if (destination === undefined) throw new Error('No export has a destination.');
    const written = async (format: ExportFormat) => {
      const answer = await driver.call('tracking.export', {
        from: '2020-01-01',
        to: '2999-12-31',
        format,
        destination,
      });
      expect(answer).toMatchObject({ ok: true, value: { rows: 1 } });
      return readFileSync((answer.value as { readonly files: readonly [string] }).files[0]);
    };
    expect((await written('csv')).toString('utf8')).toContain('The picture froze.');
    expect((await written('xlsx')).subarray(0, 2).toString('latin1')).toBe('PK');
    const document = await getDocumentProxy(new Uint8Array(await written('pdf')));
    const { text } = await extractText(document, { mergePages: true });
    expect(text).toContain('The picture froze.');
    expect(text).toContain(session);
  }));
