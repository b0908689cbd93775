import type { Host } from '../pages/host.ts';

let owner = '';
let drafts = new Map<string, object>();

/** What this person typed and did not send, as long as the page is open; gone when another person signs in. */
export function draftsOf(person: string): Host['drafts'] {
  if (person !== owner) drafts = new Map();
  owner = person;
  const own = drafts;
  return {
    read: (key) => own.get(key),
    write: (key, value) => void own.set(key, value),
    clear: (key) => void own.delete(key),
  };
}
