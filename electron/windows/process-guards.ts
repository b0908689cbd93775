import { app, Menu, type Session as ElectronSession } from 'electron';
import type { InAppBlock } from '../lockout/in-app-block.ts';

/**
 * What holds for everything that this process ever opens (DESIGN, Security posture): no menu, input guarded, nothing
 * attached, no client certificate, no password prompt, no certificate error accepted.
 */
export function guardProcess(block: InAppBlock): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => {
    block.guardContents(contents);
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault();
    choose();
  });
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}

/** Our own pages: camera, microphone and the choice of a speaker for the equipment check; nothing else, no request away. */
export function guardOwnSession(electronSession: ElectronSession, isOurs: (url: string) => boolean): void {
  electronSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(
      isAllowed(permission) &&
        isOurs(details.requestingUrl) &&
        contents.mainFrame.url === details.requestingUrl,
    );
  });
  electronSession.setPermissionCheckHandler(
    (_contents, permission, origin) => isAllowed(permission) && isOurs(origin),
  );
  electronSession.setDevicePermissionHandler(() => false);
  electronSession.on('will-download', (event) => event.preventDefault());
  electronSession.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, answer) => {
    const inside = isOurs(details.url) || /^(?:blob|data|devtools):/u.test(details.url);
    answer({ cancel: !inside });
  });
  electronSession.setSpellCheckerEnabled(false);
}

/** Permissions of the equipment check (R4): to see and hear, and to play in the chosen headset. */
function isAllowed(permission: string): boolean {
  return permission === 'media' || permission === 'speaker-selection';
}
