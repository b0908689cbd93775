import type { Words } from './words.ts';

/** Asks for a name like a guest form; resolves once it was entered. */
export async function askName(words: Words): Promise<string> {
  const form = document.createElement('form');
  form.className = 'message name-form';
  const label = document.createElement('label');
  label.textContent = words.name;
  const name = document.createElement('input');
  name.required = true;
  name.autocomplete = 'name';
  name.dataset['test'] = words.name;
  label.append(name);
  const join = document.createElement('button');
  join.id = 'join-button';
  join.textContent = words.join;
  form.append(label, join);
  document.body.dataset['state'] = 'form';
  document.querySelector('main')?.append(form);
  await new Promise<void>((resolve) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      resolve();
    });
  });
  form.remove();
  return name.value;
}
