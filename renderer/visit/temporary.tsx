import { useEffect, useState, type ReactNode } from 'react';

/** Shows something for a while only: nothing covers the child's picture for longer than it takes to read. */
export function Temporary(props: { readonly forMs: number; readonly children: ReactNode }) {
  const { forMs, children } = props;
  const [past, setPast] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), forMs);
    return () => clearTimeout(timer);
  }, [forMs]);
  return past ? null : children;
}
