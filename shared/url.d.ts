// The one global that shared/ takes from its surroundings: pages and Node both have it, and each has types of its own.
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string, base?: string): boolean;
  hash: string;
  host: string;
  hostname: string;
  readonly href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  username: string;
  readonly searchParams: {
    get(name: string): string | null;
    set(name: string, value: string): void;
    has(name: string): boolean;
    [Symbol.iterator](): Iterator<[string, string]>;
  };
}
