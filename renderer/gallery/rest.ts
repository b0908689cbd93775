import { ItPage } from '../it/it-page.tsx';
import { Desk } from '../staff/desk.tsx';

/** What the staff page loads after its first screen: here it is there from the start. */
export const REST = { Desk, ItPage };
