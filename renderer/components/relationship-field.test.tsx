// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalText } from '../../shared/language/local-text.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { RelationshipField } from './relationship-field.tsx';

afterEach(cleanup);

let value: LocalText;

function Sample({ start }: { readonly start: LocalText }) {
  const [now, setNow] = useState(start);
  value = now;
  return <RelationshipField value={now} onChange={setNow} test="relationship" />;
}

describe('R70: the relationship of a person', () => {
  it('is chosen from a list whose words are in both languages', async () => {
    const { user, find } = await renderStaff(<Sample start="" />, sampleStaff());
    await user.selectOptions(find('relationship'), 'grandmother');
    expect(value).toBe('grandmother');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('is written once in each language when the list does not have it', async () => {
    const { user, find } = await renderStaff(<Sample start="" />, sampleStaff());
    await user.selectOptions(find('relationship'), 'other');
    await user.type(find('relationship-en'), 'neighbour');
    await user.type(find('relationship-fr'), 'voisine');
    expect(value).toEqual({ en: 'neighbour', fr: 'voisine' });
  });

  it('shows what an older station wrote, and loses nothing of it', async () => {
    const { user, find } = await renderStaff(<Sample start="family friend / amie" />, sampleStaff());
    expect(find('relationship')).toHaveProperty('value', 'other');
    expect(find('relationship-fr')).toHaveProperty('value', 'family friend / amie');
    await user.clear(find('relationship-en'));
    await user.type(find('relationship-en'), 'family friend');
    expect(value).toEqual({ en: 'family friend', fr: 'family friend / amie' });
  });
});
