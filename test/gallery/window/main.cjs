// One window on the gallery of screens, in the runtime that the station itself runs in.
const { app, BrowserWindow } = require('electron');

const url = process.argv.find((argument) => /^http:\/\/127\.0\.0\.1:\d+\//.test(argument));
const userData = process.argv.find((argument) => argument.startsWith('--user-data-dir='));
if (userData !== undefined) app.setPath('userData', userData.slice('--user-data-dir='.length));
app.commandLine.appendSwitch('log-level', '3');
app.commandLine.appendSwitch('force-device-scale-factor', '1');

// A camera and a microphone of no person, for the equipment check.
app.commandLine.appendSwitch('use-fake-device-for-media-stream');
app.commandLine.appendSwitch('use-fake-ui-for-media-stream');

app.on('window-all-closed', () => app.quit());
void app.whenReady().then(async () => {
  if (url === undefined) return app.exit(2);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    frame: false,
    webPreferences: { sandbox: true, backgroundThrottling: false },
  });
  await window.loadURL(url);
});
