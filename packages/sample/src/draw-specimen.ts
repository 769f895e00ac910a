import { createSeededRandom, type SeededRandom } from './seeded-random.ts';
import { Sheet, type Color, type Point, type Profile } from './sheet.ts';

const INK: Color = [52, 46, 42];
const PAPER: Color = [251, 250, 245];
const STEM: Color = [86, 78, 44];
// Pressed plants have lost most of their green.
const DULL: readonly Color[] = [
  [104, 112, 62],
  [122, 116, 66],
  [88, 100, 60],
  [110, 92, 58],
];
const BRIGHT: readonly Color[] = [
  [196, 140, 52],
  [150, 96, 128],
  [164, 84, 70],
  [112, 136, 170],
];

function taper(from: number, to: number): Profile {
  return (part) => from + (to - from) * part;
}

function oval(radius: number): Profile {
  return (part) => 2 * radius * Math.sqrt(part * (1 - part));
}

function leaf(radius: number): Profile {
  return (part) => 4 * radius * part * (1 - part);
}

/**
 * Draws a plant or an insect on its sheet as a museum photographs it, with a color checker, a ruler, a barcode and a label.
 * The same seed and number give the same drawing at every height, in pixels.
 */
export function drawSpecimen(seed: number, number: number, height: number): Sheet {
  const random = createSeededRandom(seed, number);
  const sheet = new Sheet(height, [240, 236 - random.below(6), 224 - random.below(12)]);
  // Two plants for each insect.
  if (number % 3 === 2) drawInsect(sheet, random, number % 2 === 0 ? 'beetle' : 'butterfly');
  else drawPlant(sheet, random);
  for (let patch = 0; patch < 27; patch++) {
    const levels = [patch % 3, Math.floor(patch / 3) % 3, Math.floor(patch / 9)] as const;
    const [red, green, blue] = levels.map((level) => 60 + level * 80);
    sheet.rectangle([650, 40 + patch * 20], 22, 20, [red!, green!, blue!]);
  }
  for (let tick = 0; tick <= 50; tick++)
    sheet.rectangle([40 + tick * 6, 946], 1.5, tick % 10 === 0 ? 18 : 9, INK);
  sheet.rectangle([40, 36], 170, 62, PAPER);
  drawBars(sheet, random, { at: [52, 46], width: 140, height: 42, thinnest: 1.2 });
  sheet.rectangle([402, 794], 274, 184, INK);
  sheet.rectangle([404, 796], 270, 180, PAPER);
  // Bars that look like lines of text.
  for (let line = 0; line < 8; line++) {
    const width = random.between(80, 200);
    drawBars(sheet, random, { at: [424, 814 + line * 19], width, height: 6.5, thinnest: 5 });
  }
  return sheet;
}

function drawBars(
  sheet: Sheet,
  random: SeededRandom,
  { at: [x, y], width, height, thinnest }: { at: Point; width: number; height: number; thinnest: number },
): void {
  for (let bar = x; bar < x + width;) {
    const barWidth = thinnest * random.between(1, 6);
    sheet.rectangle([bar, y], barWidth, height, INK);
    bar += barWidth + thinnest * random.between(1, 2);
  }
}

function drawPlant(sheet: Sheet, random: SeededRandom): void {
  const leafPairs = 4 + random.below(5);
  const leafLength = random.between(44, 96);
  const slenderness = random.between(0.1, 0.28);
  const leafColor = random.pick(DULL);
  const petals = random.pick([0, 5, 6, 8]);
  const petalColor = random.pick(BRIGHT);

  function drawTwig(root: Point, direction: number, length: number, forks: number): void {
    const bend = random.between(-0.07, 0.07);
    let at = root;
    for (let pair = leafPairs; pair > 0; pair--) {
      const angle = direction + bend * (leafPairs - pair);
      const next = advance(at, angle, length / leafPairs);
      sheet.stroke(at, next, () => 2 + forks, STEM);
      at = next;
      for (const side of [-1, 1]) {
        const turned = angle + side * random.between(0.5, 1);
        const size = leafLength * (0.6 + (0.5 * pair) / leafPairs);
        const tip = advance(at, turned, size);
        sheet.stroke(at, tip, leaf(size * slenderness), leafColor);
        sheet.stroke(at, tip, taper(1, 0), STEM);
        if (forks > 0 && pair > 1 && random.fraction() < 0.3)
          drawTwig(at, turned, length * random.between(0.25, 0.5), forks - 1);
      }
    }
    for (let petal = 0; petal < petals; petal++)
      sheet.stroke(at, advance(at, (petal / petals) * 2 * Math.PI, 25), oval(7), petalColor);
  }

  const stems = 1 + random.below(3);
  for (let stem = 0; stem < stems; stem++) {
    const lean = (stem - (stems - 1) / 2) * 0.25 + random.between(-0.08, 0.08);
    drawTwig([315, 770], lean - Math.PI / 2, random.between(460, 540), stems === 1 ? 2 : 1);
  }
}

function advance([x, y]: Point, angle: number, length: number): Point {
  return [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
}

/** Draws a pinned insect seen from above. */
function drawInsect(sheet: Sheet, random: SeededRandom, kind: 'beetle' | 'butterfly'): void {
  const color = random.pick([...DULL, ...BRIGHT]);
  const size = random.between(0.8, 1.1);
  /** Draws a stroke on both sides. x is the distance from the middle. */
  function drawPair(from: Point, to: Point, profile: Profile, paint: Color): void {
    for (const side of [-size, size]) {
      const place = ([x, y]: Point): Point => [330 + side * x, 420 + size * y];
      sheet.stroke(place(from), place(to), (part) => size * profile(part), paint);
    }
  }
  drawPair([4, -110], [60, -205], taper(2, 3), INK);
  for (const y of [-60, 0, 60]) {
    drawPair([20, y], [112, y * 1.7 - 10], taper(6, 4), INK);
    drawPair([108, y * 1.7 - 12], [150, y * 2.3 + 30], taper(4, 2), INK);
  }
  if (kind === 'beetle') {
    drawPair([0, -150], [0, -60], oval(55), INK);
    drawPair([0, -90], [0, 180], oval(random.between(80, 105)), color);
    drawPair([0, -80], [0, 175], taper(1.5, 1.5), INK);
  } else {
    drawPair([0, 0], [190, 150], oval(70), INK);
    drawPair([8, 6], [177, 140], oval(57), color);
    drawPair([0, 0], [250, -170], oval(80), INK);
    drawPair([8, -5], [233, -158], oval(66), color);
    drawPair([150, -102], [188, -128], oval(17), PAPER);
    drawPair([0, -130], [0, 130], oval(22), INK);
  }
  drawPair([-5, -28], [5, -28], oval(5), PAPER);
}
