/**
 * Part of the page script: offers the page the chosen microphone, speaker and camera and no other (R41). Devices are
 * recognised by label and kind, because their ids differ from one origin to the next. A page that gets around it is
 * found out by the label that the engine reports.
 */
export const DEVICES_PART = String.raw`
  const chosen = { __proto__: null, audioinput: devices.microphone, videoinput: devices.camera, audiooutput: devices.speaker };
  const Media = window.MediaDevices, Info = window.MediaDeviceInfo;
  const own = window.navigator === undefined ? undefined : window.navigator.mediaDevices;
  if (typeof Media !== 'function' || typeof Info !== 'function' || own === undefined) return;

  const enumerate = Media.prototype.enumerateDevices, getMedia = Media.prototype.getUserMedia;
  const readKind = getter(Info, 'kind'), readLabel = getter(Info, 'label'), readId = getter(Info, 'deviceId');
  const Refusal = window.DOMException;

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
    const constraint = typeof asked === 'object' ? { __proto__: null, ...asked } : { __proto__: null };
    delete constraint.groupId;
    delete constraint.advanced;
    constraint.deviceId = { exact: ids[0] };
    return constraint;
  };
  const getUserMedia = { async getUserMedia(asked) {
    if (typeof asked !== 'object' || asked === null) return await apply(getMedia, own, [asked]);
    const given = { __proto__: null, audio: await restrict('audioinput', asked.audio), video: await restrict('videoinput', asked.video) };
    return await apply(getMedia, own, [given]);
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
  if (chosen.audiooutput === null) return;

  /** Sound of the page goes to the chosen speaker, from whatever it comes. */
  const routeTo = async (setSink, target) => {
    const ids = await devicesOfKind('audiooutput');
    if (ids.length === 0) throw new Refusal('Requested device not found', 'NotFoundError');
    await apply(setSink, target, [ids[0]]);
  };
  const then = Promise.prototype.then;
  const routeQuietly = (setSink, target) => void apply(then, routeTo(setSink, target), [undefined, () => undefined]);
  const Element = window.HTMLMediaElement, setSink = Element.prototype.setSinkId;
  if (typeof setSink === 'function') {
    replace(Element.prototype, 'setSinkId', { async setSinkId() { return await routeTo(setSink, this); } }.setSinkId);
    const source = describe(Element.prototype, 'srcObject'), play = Element.prototype.play;
    define(Element.prototype, 'srcObject', { get: source.get, set: { set srcObject(stream) {
      apply(source.set, this, [stream]);
      if (stream !== null) routeQuietly(setSink, this);
    } }.__lookupSetter__('srcObject'), configurable: true, enumerable: true });
    replace(Element.prototype, 'play', { play() {
      routeQuietly(setSink, this);
      return apply(play, this, []);
    } }.play);
  }
  const Audio = window.AudioContext, setContextSink = typeof Audio === 'function' ? Audio.prototype.setSinkId : undefined;
  if (typeof setContextSink === 'function') {
    const WrappedAudio = new Proxy(Audio, { construct(target, args, newTarget) {
      const context = construct(target, args, newTarget === WrappedAudio ? target : newTarget);
      routeQuietly(setContextSink, context);
      return context;
    } });
    replace(Audio.prototype, 'constructor', WrappedAudio);
    replace(window, 'AudioContext', WrappedAudio);
    if ('webkitAudioContext' in window) replace(window, 'webkitAudioContext', WrappedAudio);
    replace(Audio.prototype, 'setSinkId', { async setSinkId() { return await routeTo(setContextSink, this); } }.setSinkId);
  }
`;
