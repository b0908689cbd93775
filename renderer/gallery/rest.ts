import { ItPage } from '../it/it-page.tsx';
import { SignedInApp } from '../staff/signed-in-app.tsx';

/** What the staff page loads after its first screen: here it is there from the start. */
export const REST = { SignedInApp, ItPage };
