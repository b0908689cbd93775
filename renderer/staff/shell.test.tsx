import { cleanup } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { Alarms } from './shell.tsx';

afterEach(cleanup);

it.each([
  ['en', en],
  ['fr', fr],
] as const)(
  'R63: a station that could not enrol says in %s what IT must mend',
  async (language, { it: page }) => {
    const { station } = sampleStaff();
    const sync = { ...station.sync, state: 'not-enrolled', code: 'certificate-authority' } as const;
    const snapshot = sampleStaff({ language, station: { ...station, enrolment: null, sync } });
    const { find } = await renderStaff(<Alarms onDetails={null} />, snapshot);
    expect(find('not-enrolled').textContent).toContain(page.network['certificate-authority']);
  },
);
