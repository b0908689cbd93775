/** The title of the window, which a screen reader says first: the screen's title, after a word where the form has errors. */
let title = '';
let errorTitle: ((title: string) => string) | null = null;

function write(): void {
  document.title = errorTitle === null ? title : errorTitle(title);
}

export function setPageTitle(next: string): void {
  title = next;
  write();
}

/** @param words how the title reads while the form has errors; null once it has none */
export function setErrorTitle(words: ((title: string) => string) | null): void {
  errorTitle = words;
  write();
}
