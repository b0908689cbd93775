/** What brings newer versions, the same on every platform. Each is checked before it counts as staged. */
export interface Updates {
  /** The version that lies ready, or null. */
  staged(): string | null;
  /** Has it take this one's place. The station is stopped and started meanwhile. */
  install(): void;
}
