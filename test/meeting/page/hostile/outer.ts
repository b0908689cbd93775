/** Frames the hostile page with every permission a page can delegate, and reloads it when it falls silent. */
const query = new URLSearchParams(location.search);
const inner = `${query.get('inner') ?? ''}?${query.toString()}`;
const SILENT_MS = 1500;

const frame = document.createElement('iframe');
frame.allow =
  'camera *; microphone *; display-capture *; fullscreen *; geolocation *; clipboard-read *; clipboard-write *; hid *; usb *; serial *; bluetooth *; midi *; picture-in-picture *; screen-wake-lock *; window-management *; idle-detection *; local-fonts *; payment *; publickey-credentials-create *; web-share *; keyboard-map *; speaker-selection *; autoplay *; storage-access *';
frame.style.cssText = 'width: 96vw; height: 90vh';
let heardAt = performance.now();
window.addEventListener('message', () => (heardAt = performance.now()));
setInterval(() => {
  if (performance.now() - heardAt < SILENT_MS) return;
  heardAt = performance.now();
  frame.src = inner;
}, 200);
frame.src = inner;
document.body.append(frame);

export {};
