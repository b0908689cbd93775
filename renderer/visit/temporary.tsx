import { useEffect, useState, type ReactNode } from 'react';

/**
 * Shows something for a while after it appeared, then what comes after it. The picture is the child's: nothing stays
 * before it for longer than it takes to read, even if no newer snapshot comes.
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
