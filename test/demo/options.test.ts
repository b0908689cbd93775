import { describe, expect, it } from 'vitest';
import { readDemoOptions } from './options.ts';

const read = (...args: string[]) => readDemoOptions(args, '482913');

describe('the demo', () => {
  it('plays the practice visit in English where nothing is said', () => {
    expect(read()).toMatchObject({
      ok: true,
      value: { language: 'en', until: null, pin: '482913', meetingPort: 7443 },
    });
  });

  it('stops and holds where the options say', () => {
    expect(read('--until', 'locked', '--hold', '60')).toMatchObject({
      value: { until: 'locked', holdSeconds: 60 },
    });
  });

  it.each([
    [['--language', 'de'], '--language'],
    [['--until', 'nowhere'], '--until'],
    [['--hold', 'long'], '--hold'],
    [['--meeting-port', '70000'], '--meeting-port'],
    [['--server', 'http://127.0.0.1:1'], '--code'],
    [['--server', 'here', '--code', 'X', '--pin', '1234'], '--server'],
    [['--server', 'http://127.0.0.1:1', '--code', 'X'], '--pin'],
    [['--pin', 'abc'], '--pin'],
    [['--behind-proxy', '--from-nothing'], '--behind-proxy'],
    [['--institution', '--behind-proxy'], '--institution'],
    [['--nonsense'], '--nonsense'],
  ])('refuses %j in one sentence that names the argument', (args, named) => {
    const refused = read(...args);
    expect(refused.ok).toBe(false);
    expect(refused.ok ? '' : refused.refusal).toContain(named);
  });
});
