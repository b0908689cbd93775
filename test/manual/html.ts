import type { ManualPage, ManualText } from './pages.ts';

export type ManualLanguage = 'en' | 'fr';

const WORDS = {
  en: {
    lang: 'en-CA',
    title: 'Child Link station: manual',
    contents: 'All tasks',
    other: 'Français',
    note: 'The pictures were taken on the station itself, with invented people.',
    next: 'Next',
    before: 'Before',
  },
  fr: {
    lang: 'fr-CA',
    title: 'Poste de visite Child Link : guide',
    contents: 'Toutes les tâches',
    other: 'English',
    note: 'Les images ont été prises sur le poste même, avec des personnes inventées.',
    next: 'Suivant',
    before: 'Précédent',
  },
} as const;

/** French as Canada sets it: no-break spaces before colons and within quotation marks. */
export function typographic(text: string, language: ManualLanguage): string {
  if (language === 'en') return text;
  return text.replaceAll(' :', '\u00a0:').replaceAll('« ', '«\u00a0').replaceAll(' »', '\u00a0»');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One page of one task. `picture` returns the path of a picture from the page, or null if there is none. */
export function taskPage(
  pages: readonly ManualPage[],
  index: number,
  language: ManualLanguage,
  picture: (name: string) => string | null,
): string {
  const page = pages[index];
  if (page === undefined) throw new Error(`There is no page ${index}`);
  const words = WORDS[language];
  const text: ManualText = page[language];
  const say = (value: string) => escape(typographic(value, language));
  const steps = text.steps.map((step) => {
    const file = step.picture === undefined ? null : picture(step.picture);
    const shown =
      file === null
        ? ''
        : `\n        <img src="${file}" alt="${say(step.alt ?? '')}" width="1000" loading="lazy" />`;
    return `      <li>\n        <p>${say(step.text)}</p>${shown}\n      </li>`;
  });
  const link = (other: ManualPage | undefined, word: string) =>
    other === undefined ? '' : `<a href="${other.id}.html">${say(`${word} : ${other[language].title}`)}</a>`;
  const colon = (value: string) => (language === 'en' ? value.replace(' :', ':') : value);
  return document_(
    words,
    say(text.title),
    `../${language === 'en' ? 'fr' : 'en'}/${page.id}.html`,
    `    <main>
      <h1>${say(text.title)}</h1>
      <p class="lead">${say(text.lead)}</p>
      <ol>
${steps.join('\n').replaceAll(/^ {6}/gmu, '        ')}
      </ol>
      <nav aria-label="${say(words.contents)}">
        ${colon(link(pages[index - 1], words.before))}
        <a href="index.html">${say(words.contents)}</a>
        ${colon(link(pages[index + 1], words.next))}
      </nav>
    </main>`,
  );
}

/** The list of all tasks. */
export function contentsPage(pages: readonly ManualPage[], language: ManualLanguage): string {
  const words = WORDS[language];
  const say = (value: string) => escape(typographic(value, language));
  const items = pages.map(
    (page) =>
      `        <li><a href="${page.id}.html">${say(page[language].title)}</a><br />${say(page[language].lead)}</li>`,
  );
  return document_(
    words,
    say(words.title),
    `../${language === 'en' ? 'fr' : 'en'}/index.html`,
    `    <main>
      <h1>${say(words.title)}</h1>
      <ol class="contents">
${items.join('\n')}
      </ol>
      <p>${say(words.note)}</p>
    </main>`,
  );
}

function document_(
  words: (typeof WORDS)[ManualLanguage],
  title: string,
  other: string,
  main: string,
): string {
  const otherLanguage = words.lang === 'en-CA' ? 'fr-CA' : 'en-CA';
  return `<!doctype html>
<html lang="${words.lang}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>
    <link rel="stylesheet" href="../manual.css" />
  </head>
  <body>
    <header><a href="${other}" lang="${otherLanguage}" hreflang="${otherLanguage}">${words.other}</a></header>
${main}
  </body>
</html>
`;
}
