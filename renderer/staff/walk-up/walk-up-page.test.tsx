// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { WalkUpView } from '../../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { NOW, sampleStaff, SITE } from '../../../test/gallery/page/samples.ts';
import { WalkUpPage } from './walk-up-page.tsx';

afterEach(cleanup);

const VIEW: WalkUpView = {
  why: 'silent',
  scheduleAt: NOW,
  sites: [{ id: SITE.id, name: SITE.name, city: SITE.city, listDate: SITE.listDate }],
};

const renderWalkUp = (view = VIEW) =>
  renderStaff(<WalkUpPage view={view} onClose={() => undefined} />, sampleStaff({ walkUp: view }));

describe('a visit entered by hand', () => {
  it('lists everything that is missing, from the top of the form down, and sends nothing', async () => {
    const { user, sent, find } = await renderWalkUp();
    await user.click(find('walk-up-open'));
    expect(sent('session.open-walk-up')).toEqual([]);
    const links = screen.getAllByRole('link');
    expect(links.length).toBeGreaterThanOrEqual(5);
    await user.click(links[0]!);
    expect(document.activeElement).toBe(find('walk-up-kind-minor-child'));
  });

  it('asks for a reference and a child of age as the kind requires', async () => {
    const { user, find } = await renderWalkUp();
    await user.click(find('walk-up-kind-adult-child'));
    await user.click(find('walk-up-open'));
    expect(find('walk-up-reference').getAttribute('aria-invalid')).toBe('true');
    await user.click(find('walk-up-kind-minor-child'));
    expect(document.querySelector('[data-test="walk-up-reference"][aria-invalid="true"]')).toBeNull();
  });

  it('says whom to ask when no site is authorized', async () => {
    const { find } = await renderWalkUp({ ...VIEW, sites: [] });
    expect(find('walk-up-no-sites').textContent).not.toBe('');
  });
});
