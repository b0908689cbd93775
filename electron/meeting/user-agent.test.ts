import { expect, it } from 'vitest';
import { plainUserAgent } from './user-agent.ts';

const plain =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.6723.137 Safari/537.36';

it.each([
  plain.replace('Chrome/', 'child-link-station/0.1.0 Chrome/').replace(' Safari', ' Electron/33.2.1 Safari'),
  plain.replace('Chrome/', 'ChildLink Station/0.1.0 Chrome/').replace(' Safari', ' Electron/33.2.1 Safari'),
  plain,
])('%s becomes what Chromium says', (userAgent) => {
  expect(plainUserAgent(userAgent)).toBe(plain);
});

it('leaves alone what does not look like Chromium', () => {
  expect(plainUserAgent('curl/8')).toBe('curl/8');
});
