import { cleanup, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LocalText } from '../../shared/language/local-text.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { RelationshipField } from './relationship-field.tsx';

afterEach(cleanup);

function Sample(props: { readonly start: LocalText; readonly onChange: (value: LocalText) => void }) {
  const [value, setValue] = useState(props.start);
  const change = (next: LocalText) => {
    setValue(next);
    props.onChange(next);
  };
  return <RelationshipField value={value} onChange={change} test="relationship" />;
}

async function show(start: LocalText) {
  const onChange = vi.fn<(value: LocalText) => void>();
  const page = await renderStaff(<Sample start={start} onChange={onChange} />, sampleStaff());
  return { ...page, value: () => onChange.mock.lastCall?.[0] };
}

describe('R70: the relationship of a person', () => {
  it('is chosen from a list whose words are in both languages', async () => {
    const { user, find, value } = await show('');
    await user.selectOptions(find('relationship'), 'grandmother');
    expect(value()).toBe('grandmother');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('is written once in each language when the list does not have it', async () => {
    const { user, find, value } = await show('');
    await user.selectOptions(find('relationship'), 'other');
    await user.type(find('relationship-en'), 'neighbour');
    await user.type(find('relationship-fr'), 'voisine');
    expect(value()).toEqual({ en: 'neighbour', fr: 'voisine' });
  });

  it('shows what an older station wrote, and loses nothing of it', async () => {
    const { user, find, value } = await show('family friend / amie');
    expect(find('relationship')).toHaveProperty('value', 'other');
    expect(find('relationship-fr')).toHaveProperty('value', 'family friend / amie');
    await user.clear(find('relationship-en'));
    await user.type(find('relationship-en'), 'family friend');
    expect(value()).toEqual({ en: 'family friend', fr: 'family friend / amie' });
  });
});
