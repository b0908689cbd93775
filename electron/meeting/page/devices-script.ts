/**
 * Part of the page script: the page sees and gets the chosen microphone, speaker and camera and no other (R41).
 * Devices are told apart by label and kind, because their ids differ from one origin to the next. After a track or a
 * loudspeaker was had, tells whether it is the chosen one: `1,KIND,MATCH`.
 */
export const DEVICES_PART = String.raw`
  const OTHER = 0, CHOSEN = 1, ANY = 2;
  const KINDS = { __proto__: null, audioinput: 0, videoinput: 1, audiooutput: 2 };
  let chosen = { __proto__: null };
  const choose = (devices) => {
    chosen = { __proto__: null, audioinput: devices.microphone, videoinput: devices.camera, audiooutput: devices.speaker };
  };
  choose(orders.devices);
  const tellMatch = (kind, label) => {
    const match = chosen[kind] === null ? ANY : label === chosen[kind] ? CHOSEN : OTHER;
    matches[KINDS[kind]] = match;
  };
  const matches = list();
  measured[measured.length] = () => {
    let told = '';
    for (let i = 0; i < 3; i += 1) if (matches[i] !== undefined) told += ';1,' + i + ',' + matches[i];
    return told;
  };

  const Media = window.MediaDevices, Info = window.MediaDeviceInfo;
  const own = window.navigator === undefined ? undefined : window.navigator.mediaDevices;
  if (typeof Media === 'function' && typeof Info === 'function' && own !== undefined) {
    const enumerate = Media.prototype.enumerateDevices, getMedia = Media.prototype.getUserMedia;
    const readKind = getter(Info, 'kind'), readLabel = getter(Info, 'label'), readId = getter(Info, 'deviceId');
    const readTrackKind = getter(Track, 'kind'), readTrackLabel = getter(Track, 'label');
    const tracksOf = window.MediaStream.prototype.getTracks, cloneStream = window.MediaStream.prototype.clone;
    const Refusal = window.DOMException;
    const dispatch = window.EventTarget.prototype.dispatchEvent, Notice = window.Event;

    const devicesOfKind = async (kind) => {
      const all = await apply(enumerate, own, []), found = list();
      for (let i = 0; i < all.length; i += 1) {
        if (apply(readKind, all[i], []) === kind && apply(readLabel, all[i], []) === chosen[kind]) found[found.length] = apply(readId, all[i], []);
      }
      return found;
    };
    /** The constraint with the chosen device in place of whatever it asks for. */
    const restrict = async (kind, asked) => {
      if (asked === undefined || asked === null || asked === false) return asked;
      if (typeof asked === 'object' && 'mandatory' in asked) throw new Refusal('Permission denied', 'NotAllowedError');
      if (chosen[kind] === null) return asked;
      const ids = await devicesOfKind(kind);
      if (ids.length === 0) throw new Refusal('Requested device not found', 'NotFoundError');
      const constraint = typeof asked === 'object' ? { ...asked } : {};
      delete constraint.groupId;
      delete constraint.advanced;
      constraint.deviceId = { exact: ids[0] };
      return constraint;
    };
    const getUserMedia = { async getUserMedia(asked) {
      if (typeof asked !== 'object' || asked === null) return await apply(getMedia, own, [asked]);
      const given = { audio: await restrict('audioinput', asked.audio), video: await restrict('videoinput', asked.video) };
      const stream = await apply(getMedia, own, [given]);
      const tracks = apply(tracksOf, stream, []);
      for (let i = 0; i < tracks.length; i += 1) {
        hold(tracks[i]);
        tellMatch(apply(readTrackKind, tracks[i], []) + 'input', apply(readTrackLabel, tracks[i], []));
      }
      return stream;
    } }.getUserMedia;
    const enumerateDevices = { async enumerateDevices() {
      const all = await apply(enumerate, own, []), seen = [];
      for (let i = 0; i < all.length; i += 1) {
        const kind = apply(readKind, all[i], []), label = apply(readLabel, all[i], []);
        if (chosen[kind] === null || label === '' || label === chosen[kind]) define(seen, seen.length, { value: all[i], writable: true, configurable: true, enumerable: true });
      }
      return seen;
    } }.enumerateDevices;
    replace(Media.prototype, 'getUserMedia', getUserMedia);
    replace(Media.prototype, 'enumerateDevices', enumerateDevices);
    const legacy = { getUserMedia(asked, use, fail) { getUserMedia(asked).then(use, fail); } }.getUserMedia;
    for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
      if (name in window.Navigator.prototype) replace(window.Navigator.prototype, name, legacy);
    }
    if (typeof cloneStream === 'function') replace(window.MediaStream.prototype, 'clone', { clone() {
      const copy = apply(cloneStream, this, []);
      const from = apply(tracksOf, this, []), to = apply(tracksOf, copy, []);
      for (let i = 0; i < to.length; i += 1) {
        const entry = i < from.length ? findHeld(from[i]) : null;
        if (entry === null) continue;
        hold(to[i]);
        findHeld(to[i]).wish = entry.wish;
      }
      return copy;
    } }.clone);

    /** Sound of the page goes to the chosen loudspeaker, from whatever it comes. */
    const routeTo = (setSink, target) => (async () => {
      if (chosen.audiooutput === null) return;
      const ids = await devicesOfKind('audiooutput');
      try {
        if (ids.length === 0) throw new Refusal('Requested device not found', 'NotFoundError');
        await apply(setSink, target, [ids[0]]);
        tellMatch('audiooutput', chosen.audiooutput);
      } catch (error) {
        matches[2] = OTHER;
        throw error;
      }
    })();
    const quietly = () => undefined;
    const then = Promise.prototype.then;
    const Element = window.HTMLMediaElement, setSink = Element.prototype.setSinkId;
    if (typeof setSink === 'function') {
      replace(Element.prototype, 'setSinkId', { async setSinkId(id) {
        if (chosen.audiooutput === null) return await apply(setSink, this, [id]);
        return await routeTo(setSink, this);
      } }.setSinkId);
      const source = describe(Element.prototype, 'srcObject'), play = Element.prototype.play;
      define(Element.prototype, 'srcObject', { get: source.get, set: { set srcObject(stream) {
        apply(source.set, this, [stream]);
        if (stream !== null) apply(then, routeTo(setSink, this), [undefined, quietly]);
      } }.__lookupSetter__('srcObject'), configurable: true, enumerable: true });
      replace(Element.prototype, 'play', { play() {
        apply(then, routeTo(setSink, this), [undefined, quietly]);
        return apply(play, this, []);
      } }.play);
    }
    const Audio = window.AudioContext, setContextSink = typeof Audio === 'function' ? Audio.prototype.setSinkId : undefined;
    if (typeof setContextSink === 'function') {
      const WrappedAudio = new Proxy(Audio, { construct(target, args, newTarget) {
        const context = construct(target, args, newTarget === WrappedAudio ? target : newTarget);
        apply(then, routeTo(setContextSink, context), [undefined, quietly]);
        return context;
      } });
      replace(Audio.prototype, 'constructor', WrappedAudio);
      replace(window, 'AudioContext', WrappedAudio);
      if ('webkitAudioContext' in window) replace(window, 'webkitAudioContext', WrappedAudio);
      replace(Audio.prototype, 'setSinkId', { async setSinkId(id) {
        if (chosen.audiooutput === null) return await apply(setContextSink, this, [id]);
        return await routeTo(setContextSink, this);
      } }.setSinkId);
    }

    applyOrders[applyOrders.length] = (given) => {
      const before = chosen;
      choose(given.devices);
      const same = before.audioinput === chosen.audioinput && before.videoinput === chosen.videoinput && before.audiooutput === chosen.audiooutput;
      if (!same) apply(dispatch, own, [new Notice('devicechange')]);
    };
  }
`;
