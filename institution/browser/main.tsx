import './no-code-from-strings.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../renderer/components/styles.css';
import { ErrorBoundary } from '../../renderer/components/error-boundary.tsx';
import { startLanguage } from '../../renderer/language.ts';
import { BrowserApp } from './app.tsx';
import { chosenLanguage } from './chosen-language.ts';
import { PageFailed } from './page-failed.tsx';
import { createConnection } from './connection.ts';

startLanguage(chosenLanguage());
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    {/* There is nobody to report to: the browser's own console has the error. */}
    <ErrorBoundary fallback={<PageFailed />} onError={() => undefined}>
      <BrowserApp connection={createConnection(window.fetch.bind(window))} />
    </ErrorBoundary>
  </StrictMode>,
);
