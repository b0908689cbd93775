/**
 * The community site's picture and sound in a practice meeting: a drawn morning with a child and an adult who
 * wave, and a soft tone. Small and slow on purpose: 640 × 360 at 12 pictures a second.
 */
const WIDTH = 640;
const HEIGHT = 360;
const PICTURES_PER_SECOND = 12;

export function openScene(): { readonly stream: MediaStream; close(): void } {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.className = 'scene';
  document.body.append(canvas);
  const paint = canvas.getContext('2d', { alpha: false });
  if (paint === null) throw new Error('This browser cannot draw on a canvas.');

  let step = 0;
  drawScene(paint, step);
  const timer = setInterval(() => drawScene(paint, (step += 1)), 1000 / PICTURES_PER_SECOND);
  const picture = canvas.captureStream(PICTURES_PER_SECOND);
  const sound = openTone();
  return {
    stream: new MediaStream([...picture.getTracks(), ...sound.stream.getTracks()]),
    close: () => {
      clearInterval(timer);
      sound.close();
      for (const track of picture.getTracks()) track.stop();
      canvas.remove();
    },
  };
}

function drawScene(paint: CanvasRenderingContext2D, step: number): void {
  const sway = Math.sin((step / PICTURES_PER_SECOND) * 2);
  const drift = (step * 0.6) % (WIDTH + 160);

  const sky = paint.createLinearGradient(0, 0, 0, 260);
  sky.addColorStop(0, '#8fcdf0');
  sky.addColorStop(1, '#e6f5fb');
  paint.fillStyle = sky;
  paint.fillRect(0, 0, WIDTH, HEIGHT);

  drawSun(paint, 96, 78, step / 60);
  drawCloud(paint, drift - 120, 70);
  drawCloud(paint, ((drift + 380) % (WIDTH + 160)) - 120, 112);

  paint.fillStyle = '#a9d8a0';
  paint.beginPath();
  paint.ellipse(150, 330, 330, 96, 0, 0, Math.PI * 2);
  paint.fill();
  paint.fillStyle = '#8cc784';
  paint.beginPath();
  paint.ellipse(520, 345, 380, 92, 0, 0, Math.PI * 2);
  paint.fill();

  drawHouse(paint, 440, 130);
  drawTree(paint, 600, 268, sway);
  for (let i = 0; i < 9; i += 1) drawFlower(paint, 30 + i * 22, 334 + (i % 3) * 9, i);
  drawPerson(paint, {
    x: 330,
    y: 318,
    height: 150,
    shirt: '#7b6bb2',
    skin: '#c98d63',
    hair: '#4a2f22',
    wave: -sway * 0.5,
  });
  drawPerson(paint, {
    x: 236,
    y: 326,
    height: 108,
    shirt: '#f2b705',
    skin: '#d29a6c',
    hair: '#5b3a29',
    wave: sway,
  });
}

function drawSun(paint: CanvasRenderingContext2D, x: number, y: number, turn: number): void {
  paint.strokeStyle = '#ffd45c';
  paint.lineWidth = 6;
  paint.lineCap = 'round';
  for (let i = 0; i < 12; i += 1) {
    const angle = turn + (i * Math.PI) / 6;
    paint.beginPath();
    paint.moveTo(x + Math.cos(angle) * 46, y + Math.sin(angle) * 46);
    paint.lineTo(x + Math.cos(angle) * 60, y + Math.sin(angle) * 60);
    paint.stroke();
  }
  disc(paint, x, y, 36, '#ffd45c');
  face(paint, x, y, 36);
}

function drawCloud(paint: CanvasRenderingContext2D, x: number, y: number): void {
  for (const [dx, dy, radius] of [
    [0, 0, 20],
    [24, -10, 26],
    [52, -4, 22],
    [74, 4, 16],
  ] as const) {
    disc(paint, x + dx, y + dy, radius, '#ffffff');
  }
}

function drawHouse(paint: CanvasRenderingContext2D, x: number, y: number): void {
  paint.fillStyle = '#f6e2c0';
  paint.fillRect(x, y + 56, 124, 104);
  paint.fillStyle = '#c65b4b';
  paint.beginPath();
  paint.moveTo(x - 16, y + 60);
  paint.lineTo(x + 62, y);
  paint.lineTo(x + 140, y + 60);
  paint.closePath();
  paint.fill();
  paint.fillStyle = '#7a4a2e';
  paint.fillRect(x + 48, y + 104, 30, 56);
  disc(paint, x + 72, y + 134, 2.5, '#f2d16b');
  for (const left of [12, 88]) {
    paint.fillStyle = '#bfe3f5';
    paint.fillRect(x + left, y + 76, 26, 26);
    paint.strokeStyle = '#7a4a2e';
    paint.lineWidth = 3;
    paint.strokeRect(x + left, y + 76, 26, 26);
  }
}

function drawTree(paint: CanvasRenderingContext2D, x: number, y: number, sway: number): void {
  paint.fillStyle = '#8a5a37';
  paint.fillRect(x - 8, y - 76, 16, 80);
  disc(paint, x - 20 + sway, y - 84, 32, '#5ea65a');
  disc(paint, x + 18 + sway, y - 90, 34, '#69b264');
  disc(paint, x + sway, y - 116, 34, '#74bd6e');
  disc(paint, x - 14 + sway, y - 96, 5, '#d9534f');
  disc(paint, x + 20 + sway, y - 106, 5, '#d9534f');
}

function drawFlower(paint: CanvasRenderingContext2D, x: number, y: number, index: number): void {
  const petals = ['#f28db2', '#ffffff', '#b39ddb'][index % 3] ?? '#ffffff';
  for (let i = 0; i < 5; i += 1) {
    const angle = (i * Math.PI * 2) / 5;
    disc(paint, x + Math.cos(angle) * 5, y + Math.sin(angle) * 5, 4, petals);
  }
  disc(paint, x, y, 3.5, '#ffd45c');
}

type Person = {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly shirt: string;
  readonly skin: string;
  readonly hair: string;
  /** From -1 to 1: the position of the waving hand. */
  readonly wave: number;
};

function drawPerson(paint: CanvasRenderingContext2D, person: Person): void {
  const { x, y, height } = person;
  const head = height * 0.2;
  const shoulder = y - height * 0.58;
  limb(paint, height * 0.1, '#4b5d78', [x - head * 0.45, y - height * 0.25, x - head * 0.45, y]);
  limb(paint, height * 0.1, '#4b5d78', [x + head * 0.45, y - height * 0.25, x + head * 0.45, y]);
  limb(paint, height * 0.08, person.skin, [x - head * 0.7, shoulder + 8, x - head * 1.3, y - height * 0.3]);
  const reach = height * 0.34;
  const angle = -Math.PI / 3 + person.wave * 0.35;
  const hand = [x + head * 0.7 + Math.cos(angle) * reach, shoulder + 6 + Math.sin(angle) * reach] as const;
  limb(paint, height * 0.08, person.skin, [x + head * 0.7, shoulder + 6, hand[0], hand[1]]);
  disc(paint, hand[0], hand[1], height * 0.055, person.skin);
  paint.fillStyle = person.shirt;
  paint.beginPath();
  paint.roundRect(x - head * 0.9, shoulder - 4, head * 1.8, height * 0.42, head * 0.5);
  paint.fill();
  const top = y - height * 0.78;
  disc(paint, x, top - head * 0.18, head * 1.02, person.hair);
  disc(paint, x, top, head * 0.88, person.skin);
  face(paint, x, top, head * 0.88);
}

function face(paint: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  disc(paint, x - radius * 0.34, y - radius * 0.08, radius * 0.09, '#3b2a20');
  disc(paint, x + radius * 0.34, y - radius * 0.08, radius * 0.09, '#3b2a20');
  paint.strokeStyle = '#3b2a20';
  paint.lineWidth = Math.max(1.5, radius * 0.08);
  paint.beginPath();
  paint.arc(x, y + radius * 0.12, radius * 0.42, Math.PI * 0.15, Math.PI * 0.85);
  paint.stroke();
}

function limb(
  paint: CanvasRenderingContext2D,
  width: number,
  colour: string,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
): void {
  paint.strokeStyle = colour;
  paint.lineWidth = width;
  paint.lineCap = 'round';
  paint.beginPath();
  paint.moveTo(fromX, fromY);
  paint.lineTo(toX, toY);
  paint.stroke();
}

function disc(paint: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  paint.fillStyle = colour;
  paint.beginPath();
  paint.arc(x, y, radius, 0, Math.PI * 2);
  paint.fill();
}

/** A soft tone that swells like breathing; plays in the other page only. */
function openTone(): { readonly stream: MediaStream; close(): void } {
  const audio = new AudioContext();
  const output = audio.createMediaStreamDestination();
  const volume = audio.createGain();
  volume.gain.value = 0.03;
  const swell = audio.createOscillator();
  const swellDepth = audio.createGain();
  swell.frequency.value = 0.25;
  swellDepth.gain.value = 0.02;
  swell.connect(swellDepth).connect(volume.gain);
  for (const hertz of [261.6, 392]) {
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume);
    tone.start();
  }
  volume.connect(output);
  swell.start();
  void audio.resume();
  return { stream: output.stream, close: () => void audio.close() };
}
