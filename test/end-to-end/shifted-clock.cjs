// Required before all else by a station of the tests: its wall clock is `CHILD_LINK_TEST_SHIFT_MS` away from the machine's.
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
