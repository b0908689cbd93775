// The station with a wall clock that is `CHILD_LINK_TEST_SHIFT_MS` away from the machine's, from its first line on.
const path = require('node:path');
const { app } = require('electron');

const shiftMs = Number(process.env.CHILD_LINK_TEST_SHIFT_MS ?? 0);
const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + shiftMs);
    else super(...given);
  }

  static now() {
    return Real.now() + shiftMs;
  }
};

const station = path.join(__dirname, '../../../build/end-to-end');
app.setAppPath(station);
require(path.join(station, 'main.cjs'));
