// The page of the side panel: every button is a command, the list is what the station has.
const at = (id) => document.getElementById(id);

async function send(command) {
  const answer = await fetch('command', { method: 'POST', body: command });
  at('answer').textContent = `${command}: ${await answer.text()}`;
}

function button(label, command) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.dataset.command = command;
  made.addEventListener('click', () => void send(command));
  return made;
}

const buttons = {
  plug: [
    'headset',
    'camera',
    'microphone',
    'speaker',
    'keyboard',
    'pointer',
    'touch',
    'display',
    'unknown',
  ].map((kind) => [kind, `attach ${kind}`]),
  headset: [
    ['Mute', 'mute'],
    ['Unmute', 'unmute'],
    ['Hook', 'hook'],
    ['Long press', 'longPress'],
  ],
  faults: [
    ['Next lock fails', 'failNext engage'],
    ['Next proof fails', 'failNext verify'],
    ['Next proof takes 3 s', 'delayNext verify 3000'],
    ['The lock is lost', 'loseLock'],
    ['Next headset may not be read', 'failNext open'],
    ['Its rule comes 300 ms late', 'permissionRace 300'],
    ['Storm of 1000', 'storm 1000'],
    ['Everything as at first', 'reset'],
  ],
  lock: [
    ['Open the panel', 'keys open-panel'],
    ['Enter', 'keys enter'],
    ['Backspace', 'keys backspace'],
    ['Close the panel', 'keys close-panel'],
  ],
};
for (const [id, rows] of Object.entries(buttons)) at(id).append(...rows.map((row) => button(...row)));

at('keys').addEventListener('submit', (event) => {
  event.preventDefault();
  void send(`keys ${at('pin').value}`);
  at('pin').value = '';
});
at('line').addEventListener('submit', (event) => {
  event.preventDefault();
  void send(at('command').value);
});

function show({ devices, troubles }) {
  const rows = devices.map(({ kind, name }) => {
    const row = document.createElement('li');
    const words = document.createElement('span');
    words.textContent = `${kind}: ${name}`;
    row.append(words, button('Unplug', `unplug ${kind}`));
    return row;
  });
  at('devices').replaceChildren(...rows);
  at('troubles').textContent = troubles.map(({ code }) => code).join(', ');
}

new EventSource('state').addEventListener('message', (event) => show(JSON.parse(event.data)));
