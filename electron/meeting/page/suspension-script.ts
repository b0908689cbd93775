/**
 * Part of the page script: keeps the tracks of our camera and microphone off while the visit is suspended (R45),
 * whatever the page does, and afterwards leaves each as the page last wished it. `hold` takes a track under control.
 */
export const SUSPENSION_PART = String.raw`
  const Track = window.MediaStreamTrack;
  const enabled = describe(Track.prototype, 'enabled');
  const readTrackState = getter(Track, 'readyState');
  const cloneTrack = Track.prototype.clone;
  const held = list();
  let suspended = orders.suspended === true;
  const applyOrders = list(), measured = list();

  const silence = (entry) => apply(enabled.set, entry.track, [false]);
  const findHeld = (track) => {
    for (let i = 0; i < held.length; i += 1) if (held[i].track === track) return held[i];
    return null;
  };
  const hold = (track) => {
    if (findHeld(track) !== null) return;
    const entry = { __proto__: null, track, wish: apply(enabled.get, track, []) };
    let place = held.length;
    for (let i = 0; i < held.length; i += 1) {
      if (readTrackState !== undefined && apply(readTrackState, held[i].track, []) === 'ended') { place = i; break; }
    }
    held[place] = entry;
    if (suspended) silence(entry);
  };

  define(Track.prototype, 'enabled', {
    get: enabled.get,
    set: { set enabled(on) {
      const entry = findHeld(this);
      if (entry === null) return apply(enabled.set, this, [on]);
      entry.wish = Boolean(on);
      if (!suspended) apply(enabled.set, this, [on]);
    } }.__lookupSetter__('enabled'),
    configurable: true,
    enumerable: true,
  });
  if (typeof cloneTrack === 'function') replace(Track.prototype, 'clone', { clone() {
    const copy = apply(cloneTrack, this, []);
    const entry = findHeld(this);
    if (entry !== null) {
      hold(copy);
      findHeld(copy).wish = entry.wish;
    }
    return copy;
  } }.clone);

  const setSuspended = (on) => {
    suspended = on;
    for (let i = 0; i < held.length; i += 1) {
      if (suspended) silence(held[i]);
      else apply(enabled.set, held[i].track, [held[i].wish]);
    }
  };

  define(window, control, { value: (word, given) => {
    if (word !== token) return;
    if (suspended !== given.suspended) setSuspended(given.suspended);
    for (let i = 0; i < applyOrders.length; i += 1) applyOrders[i](given);
    let answer = '' + number;
    for (let i = 0; i < measured.length; i += 1) answer += measured[i]();
    return answer;
  }, writable: false, configurable: false, enumerable: false });
`;
