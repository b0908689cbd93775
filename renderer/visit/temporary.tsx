import { useEffect, useState, type ReactNode } from 'react';

/**
 * Shows its children for a while, then `after`, even if no newer snapshot arrives: nothing covers the child's picture
 * for longer than it takes to read.
 */
export function Temporary(props: {
  readonly forMs: number;
  readonly children: ReactNode;
  readonly after?: ReactNode;
}) {
  const { forMs, children, after = null } = props;
  const [past, setPast] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), forMs);
    return () => clearTimeout(timer);
  }, [forMs]);
  return past ? after : children;
}
