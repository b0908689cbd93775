import { app, Menu, type Session as ElectronSession } from 'electron';
import type { InAppBlock } from '../lockout/in-app-block.ts';

/**
 * Applies to every page that this process opens (DESIGN, Security posture): no menu, guarded input, no webview, no client
 * certificate. Without a handler Electron itself answers no password and accepts no certificate error; a handler here
 * would answer what the meeting's page guards have answered (`page-guards.ts`), which Electron throws at.
 */
export function guardProcess(block: Pick<InAppBlock, 'guardContents'>): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => {
    block.guardContents(contents);
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  // Electron's own choice would be the first certificate.
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    choose();
  });
}

/** Limits the station's own pages to camera, microphone and choice of speaker (R4), and to requests within the package. */
export function guardOwnSession(electronSession: ElectronSession, isOwnPage: (url: string) => boolean): void {
  electronSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(
      isAllowed(permission) &&
        isOwnPage(details.requestingUrl) &&
        contents.mainFrame.url === details.requestingUrl,
    );
  });
  electronSession.setPermissionCheckHandler(
    (_contents, permission, origin) => isAllowed(permission) && isOwnPage(origin),
  );
  electronSession.setDevicePermissionHandler(() => false);
  electronSession.on('will-download', (event) => event.preventDefault());
  electronSession.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, answer) => {
    const isInside = isOwnPage(details.url) || /^(?:blob|data|devtools):/u.test(details.url);
    answer({ cancel: !isInside });
  });
  electronSession.setSpellCheckerEnabled(false);
  // Otherwise Chromium asks its maker for a dictionary, although the spelling checker is off.
  electronSession.setSpellCheckerLanguages([]);
}

/** What the equipment check needs (R4): camera and microphone, and sound in the chosen headset. */
function isAllowed(permission: string): boolean {
  return permission === 'media' || permission === 'speaker-selection';
}
