import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ErrorBoundary } from './error-boundary.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function Broken(): never {
  throw new TypeError('Aurora Example is not a function');
}

describe('ErrorBoundary', () => {
  it('shows the fallback and reports the kind of error without its message', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const reports: string[] = [];
    render(
      <ErrorBoundary fallback={<p>One moment</p>} onError={(detail) => reports.push(detail)}>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByText('One moment')).toBeTruthy();
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(/^TypeError at /u);
    expect(reports[0]).not.toContain('Aurora');
  });
});
