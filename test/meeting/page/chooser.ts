import { pickLanguage, wordsIn } from './words.ts';

/**
 * Imitates Webex's page before its client: it tries to start the native app by itself and again at the first
 * click, which is lost on that; only the second click opens the client in the browser.
 */
const query = new URLSearchParams(location.search);
const language = pickLanguage(query.get('lang'), navigator.language);
const words = wordsIn(language);
document.documentElement.lang = language;
document.title = words.title;

let clicks = 0;
const text = (id: string, words: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}.`);
  element.textContent = words;
  return element;
};
text('title', words.chooser);
text('banner', words.banner);
text('push_download_join_by_app', words.joinByApp).addEventListener('click', startApp);
text('broadcom-center-right', words.joinByBrowser).addEventListener('click', () => {
  clicks += 1;
  if (clicks === 1) return startApp();
  location.assign(`/meet/client?${query.toString()}`);
});

function startApp(): void {
  location.assign('webex://launch?token=practice');
}

const frame = document.createElement('iframe');
frame.hidden = true;
frame.src = 'webex://launch?token=practice-frame';
document.body.append(frame);
setTimeout(startApp, 300);
