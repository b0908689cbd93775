import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExportsView } from '../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { NOW, sampleStaff } from '../../test/gallery/page/samples.ts';
import { ExportDialog } from './export-dialog.tsx';

afterEach(cleanup);

const PERIOD = { from: '2026-11-01', to: '2026-11-30' };
const VIEW: ExportsView = {
  destinations: [
    { kind: 'folder', path: '/mnt/invented' },
    { kind: 'medium', path: '/media/station/INVENTED' },
  ],
  removableMedia: true,
  keepDays: 7,
  exports: [
    {
      id: 'export-1',
      at: NOW,
      by: 'Tess Tracking',
      from: '2026-10-01',
      to: '2026-10-31',
      format: 'pdf',
      destination: 'folder',
      files: ['/mnt/invented/child-link-tracking_2026-10-01_2026-10-31_en-fr.pdf'],
      rows: 12,
    },
  ],
};
const dialog = <ExportDialog period={PERIOD} onClose={() => undefined} />;
const render = (view: ExportsView, language: 'en' | 'fr' = 'en') =>
  renderStaff(dialog, sampleStaff({ language }), {
    'tracking.exports': view,
    'tracking.export': { files: ['/mnt/invented/child-link-tracking.pdf'], rows: 3 },
  });

describe('R53: an export', () => {
  it('is a PDF to the first destination unless staff choose otherwise', async () => {
    const { user, sent, find } = await render(VIEW);
    await screen.findByText('/mnt/invented');
    await user.click(find('export-write'));
    expect(sent('tracking.export')).toEqual([
      { ...PERIOD, format: 'pdf', destination: { kind: 'folder', path: '/mnt/invented' } },
    ]);
    await user.click(find('export-figures'));
    await user.click(find('export-to-medium'));
    await user.click(find('export-write'));
    expect(sent('tracking.export').at(-1)).toEqual({
      ...PERIOD,
      format: 'figures',
      destination: { kind: 'medium', path: '/media/station/INVENTED' },
    });
  });

  it('says who wrote what, when, and is erased with one press', async () => {
    const { user, sent, find } = await render(VIEW, 'fr');
    await screen.findByText('Tess Tracking');
    expect(find('export-line-export-1').textContent).toContain('1ᵉʳ\u00a0octobre 2026');
    await user.click(find('export-erase-export-1'));
    expect(sent('tracking.erase-export')).toEqual([{ export: 'export-1' }]);
    await waitFor(() => expect(sent('tracking.exports').length).toBeGreaterThan(1));
  });

  it('asks for a medium where there is no other place, and looks again', async () => {
    const { user, sent, find } = await render({ ...VIEW, destinations: [] });
    expect((await screen.findByText(/plug it in/u)).textContent).toContain('removable medium');
    expect((find('export-write') as HTMLButtonElement).disabled).toBe(true);
    const before = sent('tracking.exports').length;
    await user.click(find('export-look'));
    expect(sent('tracking.exports')).toHaveLength(before + 1);
  });

  it('says that a file stays on the station, and whom to ask, where IT has set no place', async () => {
    await render({
      ...VIEW,
      removableMedia: false,
      destinations: [{ kind: 'station', path: '/data/exports' }],
    });
    expect(await screen.findByText(/Ask your IT support/u)).toBeTruthy();
  });
});
