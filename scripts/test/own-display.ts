import { afterAll } from 'vitest';
import { startDisplay } from '../setup/display.mjs';

// Two files run at once, each presses keys and looks at a whole screen, and a display keeps what a station reserved of it.
if (process.platform === 'linux') {
  const display = await startDisplay();
  process.env['DISPLAY'] = display.name;
  afterAll(() => display.stop());
}
