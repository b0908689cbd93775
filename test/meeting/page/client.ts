/**
 * Imitates Webex's page around its client: the client is in a frame of another site, and this page moves on
 * when it is over.
 */
const query = new URLSearchParams(location.search);
query.set('form', '1');
const frame = document.createElement('iframe');
frame.id = 'unified-webclient-iframe';
frame.allow = 'camera *; microphone *; autoplay *; speaker-selection *; fullscreen *; display-capture *';
// Behind a proxy, pages have https names, and the client another one.
const clientOrigin =
  location.protocol === 'https:' ? `https://client.${location.host}` : `http://127.0.0.1:${location.port}`;
frame.src = `${clientOrigin}/meet/client/inner?${query.toString()}`;
document.body.append(frame);

window.addEventListener('message', (event) => {
  if (event.source === frame.contentWindow && event.data === 'over')
    location.assign('/meet/practice/dashboard');
});

export {};
