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
    for (const link of links) expect(document.querySelector(link.getAttribute('href')!)).not.toBeNull();
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

  it('is opened with what was typed, after its link was accepted', async () => {
    let closed = 0;
    const { user, sent, find } = await renderStaff(
      <WalkUpPage view={VIEW} onClose={() => (closed += 1)} />,
      sampleStaff({ walkUp: VIEW }),
    );
    await user.click(find('walk-up-kind-community-contact'));
    await user.type(find('walk-up-reference'), 'IH-1');
    await user.type(find('walk-up-inmate'), 'Sample, Aurora');
    await user.type(find('walk-up-fps'), '000001A');
    await user.click(find('person-remove-1'));
    await user.selectOptions(find('person-role-0'), 'contact');
    await user.type(find('person-name-0'), 'Invented, Basil');
    await user.click(find('person-approved-0'));
    await user.selectOptions(find('walk-up-site'), SITE.id);
    await user.type(find('walk-up-link'), 'https://invented.webex.com/meet/family');
    await user.click(find('walk-up-privileged-no'));
    await user.click(find('walk-up-open'));
    expect(sent('link.check')).toEqual([{ url: 'https://invented.webex.com/meet/family' }]);
    const [opened] = sent('session.open-walk-up');
    expect(opened).toMatchObject({
      booking: {
        kind: 'community-contact',
        reference: 'IH-1',
        site: SITE.id,
        participants: [{ role: 'contact', name: 'Invented, Basil', approvedVisitor: true }],
        meeting: { url: 'https://invented.webex.com/meet/family' },
      },
      privileged: false,
    });
    expect(closed).toBe(1);
  });

  it('stays open with what was typed when it is refused', async () => {
    let closed = 0;
    const { user, find } = await renderStaff(
      <WalkUpPage view={VIEW} onClose={() => (closed += 1)} />,
      sampleStaff({ walkUp: VIEW }),
    );
    await user.type(find('walk-up-inmate'), 'Sample, Aurora');
    await user.click(find('walk-up-open'));
    expect(find('walk-up-inmate')).toHaveProperty('value', 'Sample, Aurora');
    expect(closed).toBe(0);
  });

  it('says whom to ask when no site is authorized', async () => {
    const { find } = await renderWalkUp({ ...VIEW, sites: [] });
    expect(find('walk-up-no-sites').textContent).not.toBe('');
  });
});
