import { drawStroke, fillEllipse, sheetWidth, type Colour, type Point, type Raster } from './raster.ts';
import type { SeededRandom } from './seeded-random.ts';

const middleX = sheetWidth / 2 - 20;
const shellColours: readonly Colour[] = [
  [58, 42, 34],
  [42, 62, 58],
  [96, 52, 34],
  [48, 50, 84],
];
const wingColours: readonly Colour[] = [
  [196, 132, 52],
  [112, 136, 170],
  [214, 196, 132],
  [150, 84, 58],
];
const dark: Colour = [44, 34, 30];
const sides = [-1, 1] as const;

/** Draws a pinned insect seen from above, different for each sequence of numbers. */
export function drawInsect(raster: Raster, random: SeededRandom, kind: 'beetle' | 'butterfly'): void {
  const centre = { x: middleX, y: 420 };
  if (kind === 'beetle') drawBeetle(raster, random, centre);
  else drawButterfly(raster, random, centre);
  fillEllipse(
    raster,
    { x: centre.x + 3, y: centre.y - 26 },
    { along: 7, across: 7, angle: 0 },
    [214, 214, 208],
  );
  fillEllipse(
    raster,
    { x: centre.x + 1, y: centre.y - 28 },
    { along: 3, across: 3, angle: 0 },
    [250, 250, 248],
  );
}

function drawBeetle(raster: Raster, random: SeededRandom, { x, y }: Point): void {
  const shell = random.pick(shellColours);
  const gloss: Colour = [shell[0] + 46, shell[1] + 46, shell[2] + 46];
  const long = random.between(120, 165);
  const wide = random.between(74, 100);
  fillEllipse(
    raster,
    { x: x + 12, y: y + 42 },
    { along: long + 36, across: wide + 8, angle: Math.PI / 2 },
    [120, 112, 98],
    0.3,
  );
  for (const side of sides) {
    for (const [leg, spread] of [-0.75, 0.05, 0.8].entries()) {
      const hip = { x: x + side * wide * 0.5, y: y - 62 + leg * 62 };
      const knee = { x: hip.x + side * 88, y: hip.y + spread * 62 - 12 };
      drawStroke(raster, hip, knee, { from: 9, to: 6 }, dark);
      drawStroke(
        raster,
        knee,
        { x: knee.x + side * 34, y: knee.y + 58 * (spread + 0.3) + 8 },
        { from: 5, to: 2 },
        dark,
      );
    }
    const brow = { x: x + side * 18, y: y - long - 62 };
    drawStroke(raster, brow, { x: brow.x + side * 52, y: brow.y - 66 }, { from: 3.5, to: 2.5 }, dark);
    drawStroke(
      raster,
      { x: brow.x + side * 52, y: brow.y - 66 },
      { x: brow.x + side * 96, y: brow.y - 84 },
      { from: 3, to: 4.5 },
      dark,
    );
  }
  fillEllipse(raster, { x, y: y - long - 42 }, { along: 36, across: 32, angle: 0 }, dark);
  fillEllipse(raster, { x, y: y - long + 6 }, { along: wide * 0.72, across: 46, angle: 0 }, shell);
  fillEllipse(raster, { x, y: y + 26 }, { along: long, across: wide, angle: Math.PI / 2 }, shell);
  fillEllipse(
    raster,
    { x: x - wide * 0.42, y: y - 10 },
    { along: long * 0.55, across: wide * 0.16, angle: Math.PI / 2 },
    gloss,
    0.45,
  );
  drawStroke(raster, { x, y: y + 26 - long }, { x, y: y + 26 + long }, { from: 1.6, to: 1.6 }, dark);
  const spots = random.below(4);
  for (let spot = 0; spot < spots; spot += 1) {
    const height = y - long * 0.35 + spot * long * 0.36;
    for (const side of sides) {
      fillEllipse(
        raster,
        { x: x + side * wide * 0.5, y: height },
        { along: wide * 0.14, across: wide * 0.14, angle: 0 },
        [188, 120, 48],
      );
    }
  }
}

function drawButterfly(raster: Raster, random: SeededRandom, { x, y }: Point): void {
  const wing = random.pick(wingColours);
  const rim: Colour = [wing[0] * 0.38, wing[1] * 0.34, wing[2] * 0.34];
  const pale: Colour = [wing[0] + 36, wing[1] + 40, wing[2] + 44];
  const spread = random.between(0.9, 1.12);
  for (const side of sides) {
    const turn = (angle: number): number => (side === 1 ? angle : Math.PI - angle);
    const fore = { x: x + side * 122 * spread, y: y - 82 };
    const hind = { x: x + side * 92 * spread, y: y + 82 };
    fillEllipse(
      raster,
      { x: hind.x + 9, y: hind.y + 12 },
      { along: 112, across: 76, angle: turn(0.75) },
      [120, 112, 98],
      0.3,
    );
    fillEllipse(
      raster,
      { x: fore.x + 9, y: fore.y + 12 },
      { along: 146, across: 80, angle: turn(-0.6) },
      [120, 112, 98],
      0.3,
    );
    fillEllipse(raster, hind, { along: 112, across: 76, angle: turn(0.75) }, rim);
    fillEllipse(raster, hind, { along: 96, across: 62, angle: turn(0.75) }, wing);
    fillEllipse(raster, fore, { along: 146, across: 80, angle: turn(-0.6) }, rim);
    fillEllipse(raster, fore, { along: 128, across: 64, angle: turn(-0.6) }, wing);
    drawWingMarks(raster, { fore, hind, body: { x, y } }, side, { rim, pale });
    const head = { x: x + side * 5, y: y - 118 };
    drawStroke(raster, head, { x: head.x + side * 44, y: head.y - 84 }, { from: 1.8, to: 1.6 }, dark);
    fillEllipse(raster, { x: head.x + side * 44, y: head.y - 86 }, { along: 6, across: 4, angle: 1.2 }, dark);
  }
  fillEllipse(raster, { x, y: y + 34 }, { along: 104, across: 15, angle: Math.PI / 2 }, dark);
  fillEllipse(raster, { x, y: y - 52 }, { along: 56, across: 21, angle: Math.PI / 2 }, [70, 56, 46]);
  fillEllipse(raster, { x, y: y - 112 }, { along: 17, across: 17, angle: 0 }, dark);
}

function drawWingMarks(
  raster: Raster,
  at: { readonly fore: Point; readonly hind: Point; readonly body: Point },
  side: 1 | -1,
  colours: { readonly rim: Colour; readonly pale: Colour },
): void {
  for (const vein of [-0.34, -0.12, 0.1]) {
    const tip = { x: at.fore.x + side * 78, y: at.fore.y - 52 - vein * 170 };
    drawStroke(raster, { x: at.body.x + side * 12, y: at.body.y - 34 }, tip, { from: 2, to: 1 }, colours.rim);
  }
  fillEllipse(
    raster,
    { x: at.fore.x + side * 46, y: at.fore.y - 34 },
    { along: 17, across: 17, angle: 0 },
    colours.rim,
  );
  fillEllipse(
    raster,
    { x: at.fore.x + side * 46, y: at.fore.y - 34 },
    { along: 8, across: 8, angle: 0 },
    colours.pale,
  );
  fillEllipse(
    raster,
    { x: at.hind.x + side * 22, y: at.hind.y + 16 },
    { along: 20, across: 20, angle: 0 },
    colours.rim,
  );
  fillEllipse(
    raster,
    { x: at.hind.x + side * 22, y: at.hind.y + 16 },
    { along: 10, across: 10, angle: 0 },
    colours.pale,
  );
}
