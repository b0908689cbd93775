import { ItPage } from '../../../renderer/it/it-page.tsx';
import { SignedInApp } from '../../../renderer/staff/signed-in-app.tsx';

/** What the staff page loads after its first screen, here loaded from the start. */
export const REST = { SignedInApp, ItPage };
