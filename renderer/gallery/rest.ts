import { ItPage } from '../it/it-page.tsx';
import { SignedInApp } from '../staff/signed-in-app.tsx';

/** What the staff page loads after its first screen, here loaded from the start. */
export const REST = { SignedInApp, ItPage };
