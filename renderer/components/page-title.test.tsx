import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLanguage } from '../language.ts';
import { ErrorSummary } from './alert.tsx';
import { PageHeader } from './page.tsx';

beforeEach(() => {
  startLanguage('en');
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const ERRORS = [{ id: 'reason', text: 'Write the reason.' }];

describe('the title of the window', () => {
  it('says first that a form has errors, until it has none', () => {
    const form = (errors: typeof ERRORS) => (
      <>
        <PageHeader title="Sign in" />
        <ErrorSummary errors={errors} />
      </>
    );
    const { rerender } = render(form([]));
    expect(document.title).toBe('Sign in');
    rerender(form(ERRORS));
    expect(document.title).toBe('Error: Sign in');
    rerender(form([]));
    expect(document.title).toBe('Sign in');
  });

  it('loses the word with the form, and never has it twice', () => {
    const { rerender } = render(
      <>
        <PageHeader title="Sign in" />
        <ErrorSummary errors={ERRORS} />
      </>,
    );
    rerender(
      <>
        <PageHeader title="Ouvrir une session" />
        <ErrorSummary errors={ERRORS} />
      </>,
    );
    expect(document.title).toBe('Error: Ouvrir une session');
    rerender(<PageHeader title="Schedule" />);
    expect(document.title).toBe('Schedule');
  });
});

describe('the title of a screen', () => {
  const focused = () =>
    document.activeElement === document.body ? null : document.activeElement?.textContent;

  it('is read at once where the screen stays', () => {
    render(<PageHeader title="Schedule" />);
    expect(focused()).toBe('Schedule');
  });

  it('is not read while the station moves on by itself, but is where it does not', () => {
    const { rerender } = render(<PageHeader key="1" passing title="Connect" />);
    vi.advanceTimersByTime(500);
    expect(focused()).toBeNull();
    rerender(<PageHeader key="2" title="Confirm the connection" />);
    vi.advanceTimersByTime(10_000);
    expect(focused()).toBe('Confirm the connection');
    rerender(<PageHeader key="3" passing title="Connect" />);
    vi.advanceTimersByTime(10_000);
    expect(focused()).toBe('Connect');
  });

  it('takes the focus from no control that is in use, and is the window’s title all the same', () => {
    document.title = 'The screen before';
    render(
      <>
        <PageHeader passing title="Connect" />
        <button type="button">Connect now</button>
      </>,
    );
    document.querySelector('button')?.focus();
    vi.advanceTimersByTime(10_000);
    expect(focused()).toBe('Connect now');
    expect(document.title).toBe('Connect');
  });
});
