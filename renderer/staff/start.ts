import { formatDate, formatTime } from '../../shared/language/format.ts';
import { afterPaint } from '../after-paint.ts';
import '../components/styles.css';
import './styles.css';

/**
 * The station may have put the sign-in screen of an earlier start into the page. Then that is on the display, and can be
 * typed into, before the scripts are read that take it over; all that it lacks is the time.
 */
const begin = (): void => void import('./main.tsx');
if (document.getElementById('root')?.hasChildNodes() === true) {
  afterPaint(() => {
    setClock();
    begin();
  });
} else {
  begin();
}

function setClock(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-clock]')) {
    const { clock, zone = 'UTC' } = place.dataset;
    const language = place.closest('[lang]:not(html)')?.getAttribute('lang') === 'fr' ? 'fr' : 'en';
    document.documentElement.lang = language;
    place.textContent = (clock === 'time' ? formatTime : formatDate)(Date.now(), zone, language);
  }
}
