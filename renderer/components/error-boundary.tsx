import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  readonly fallback: ReactNode;
  /** Takes the error's kind and where it was thrown; never its message, which may hold personal data. */
  readonly onError: (detail: string) => void;
  readonly children: ReactNode;
}

const REPORTED_FRAMES = 5;

/** Shows the fallback in place of a page that failed to draw. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(describe(error));
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return [error.name, ...frames.slice(0, REPORTED_FRAMES).map((line) => line.trim())].join(' ');
}
