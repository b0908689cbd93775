// The least that an Electron application is: one window with one page of text.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

app.enableSandbox();
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, x: 0, y: 0, frame: false });
  void window.loadFile(path.join(__dirname, 'page.html'));
});
