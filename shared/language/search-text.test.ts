import { expect, it } from 'vitest';
import { searchText } from './search-text.ts';

it.each([
  ['leboeuf', 'Lebœuf'],
  ['Lebœuf', 'Leboeuf'],
  ["o'neil", 'O’Neil'],
  ['O’Neil', "O'Neil"],
  ['marie-eve', 'Marie\u2011Ève'],
  ['Marie\u2011Ève', 'Marie-Eve'],
  ['lukasik', 'Łukasik'],
  ['sorensen', 'Sørensen'],
  ['STRASSE', 'Straße'],
  ['elise', 'E\u0301lise'],
])('From the field: %s finds %s', (search, name) => {
  expect(searchText(name)).toContain(searchText(search));
});
