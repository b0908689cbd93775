/** Installs newer versions, the same way on every platform. A version is verified before it counts as staged. */
export interface Updates {
  /** The version that is ready to install, or null. */
  staged(): string | null;
  /** Installs the staged version, which restarts the station. */
  install(): void;
}
