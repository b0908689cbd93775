// The station with somebody at it who types before its scripts are there: those come only when that is done.
const path = require('node:path');
const { app } = require('electron');

const [staff, digits] = [process.env.CHILD_LINK_TEST_STAFF, process.env.CHILD_LINK_TEST_DIGITS];

/** Runs in the page. */
function type(person, pin) {
  const field = document.querySelector('[data-test="pin"]');
  const isLive = Object.keys(field).some((key) => key.startsWith('__react'));
  Object.assign(window, {
    early: { field, isLive, clock: document.querySelector('[data-clock]').textContent },
  });
  document.querySelector(`[data-test="staff-${person}"]`).click();
  field.focus();
  document.execCommand('insertText', false, pin);
}

app.once('web-contents-created', (_event, contents) => {
  const typed = new Promise((resolve) => contents.once('dom-ready', resolve)).then(() =>
    contents.executeJavaScript(
      `(${String(type)})(${JSON.stringify(staff)}, ${JSON.stringify(digits)})`,
      true,
    ),
  );
  contents.session.webRequest.onBeforeRequest((details, answer) => {
    if (!details.url.includes('/assets/main-')) return answer({});
    void typed.then(() => answer({}));
  });
});

const station = path.join(__dirname, '../../../build/end-to-end');
app.setAppPath(station);
require(path.join(station, 'main.cjs'));
