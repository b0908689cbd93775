// The community site of a practice meeting: one hidden window on the practice page, and nothing else.
const { app, BrowserWindow, session } = require('electron');

const url = process.argv.find((argument) => /^http:\/\/localhost:\d+\/meet\/practice\?peer=1/.test(argument));
const userData = process.argv.find((argument) => argument.startsWith('--user-data-dir='));
if (userData !== undefined) app.setPath('userData', userData.slice('--user-data-dir='.length));

app.on('window-all-closed', () => app.quit());
// The parent holds the other end: without it, nothing else would stop this process.
process.stdin
  .on('end', () => app.exit(0))
  .on('error', () => app.exit(0))
  .resume();

void app.whenReady().then(async () => {
  if (url === undefined) return app.exit(2);
  allowMedia(session.defaultSession);
  const window = new BrowserWindow({
    show: false,
    width: 640,
    height: 400,
    webPreferences: {
      sandbox: true,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  window.webContents.on('render-process-gone', () => app.exit(3));
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  await window.loadURL(url);
});

function allowMedia(ownSession) {
  ownSession.setPermissionRequestHandler((_contents, permission, callback) =>
    callback(permission === 'media'),
  );
}
