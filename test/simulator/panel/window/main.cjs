// The side panel of the simulated hardware: a window of its own process, beside the station at the right edge.
const { app, BrowserWindow, screen } = require('electron');

const url = process.argv.find((argument) => /^http:\/\/127\.0\.0\.1:\d+\//.test(argument));
const userData = process.argv.find((argument) => argument.startsWith('--user-data-dir='));
if (userData !== undefined) app.setPath('userData', userData.slice('--user-data-dir='.length));
app.commandLine.appendSwitch('log-level', '3');

// The station leaves as much room beside it (electron/app/create-devices.ts).
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
  // On a small display the station takes all of it: only what is above everything is above it then.
  window.setAlwaysOnTop(true, 'screen-saver');
  await window.loadURL(url);
});
