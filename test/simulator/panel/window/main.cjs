// The side panel of the simulated hardware: a window of its own process, above the station and at its right edge.
const { app, BrowserWindow, screen } = require('electron');

const url = process.argv.find((argument) => /^http:\/\/127\.0\.0\.1:\d+\//.test(argument));
const userData = process.argv.find((argument) => argument.startsWith('--user-data-dir='));
if (userData !== undefined) app.setPath('userData', userData.slice('--user-data-dir='.length));
app.commandLine.appendSwitch('log-level', '3');

const WIDTH = 380;

app.on('window-all-closed', () => app.quit());
void app.whenReady().then(async () => {
  if (url === undefined) return app.exit(2);
  const { x, y, width, height } = screen.getPrimaryDisplay().workArea;
  const window = new BrowserWindow({
    x: x + width - WIDTH,
    y,
    width: WIDTH,
    height,
    title: 'Simulated hardware',
    autoHideMenuBar: true,
    webPreferences: { sandbox: true },
  });
  // The station is in kiosk mode: only what is above everything is above it.
  window.setAlwaysOnTop(true, 'screen-saver');
  await window.loadURL(url);
});
