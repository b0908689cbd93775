/**
 * What somebody has typed or chosen in a screen that stood there before its scripts. React takes over such a screen as it
 * was drawn and knows of no change that it has not seen.
 * @returns does the same once more, now that React sees it
 */
export function typedBefore(root: ParentNode): () => void {
  const typed = [...root.querySelectorAll('input')]
    .filter((field) => field.value !== field.defaultValue || field.checked)
    .map((field) => ({ field, value: field.value }));
  return () => {
    for (const { field, value } of typed.splice(0)) {
      if (field.type === 'radio') choose(field);
      else type(field, value);
    }
  };
}

// React hears of an event only where what the field holds is not what React last saw there: the field's own setter tells it.

function choose(field: HTMLInputElement): void {
  field.checked = false;
  field.click();
}

function type(field: HTMLInputElement, value: string): void {
  field.value = '';
  Reflect.set(HTMLInputElement.prototype, 'value', value, field);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
