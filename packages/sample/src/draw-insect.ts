import {
  drawStroke,
  oval,
  SHEET,
  taper,
  type Colour,
  type Point,
  type Profile,
  type Raster,
} from './raster.ts';
import type { SeededRandom } from './seeded-random.ts';

const CENTRE: Point = { x: SHEET.width / 2 - 20, y: 420 };
const DARK: Colour = [44, 34, 30];
const COLOURS: readonly Colour[] = [
  [58, 42, 34],
  [42, 62, 58],
  [96, 52, 34],
  [196, 132, 52],
  [112, 136, 170],
  [150, 84, 58],
];

/** Draws a pinned insect seen from above, with wings or with a shell, different for each sequence of numbers. */
export function drawInsect(raster: Raster, random: SeededRandom, kind: 'beetle' | 'butterfly'): void {
  const colour = random.pick(COLOURS);
  const lighter = brighten(colour, 40);
  const size = random.between(0.85, 1.15);
  /** Draws a stroke on both sides; x counts from the middle outwards. */
  const drawPair = (from: Point, to: Point, profile: Profile, paint: Colour): void => {
    for (const side of [-size, size]) {
      const place = ({ x, y }: Point): Point => ({ x: CENTRE.x + side * x, y: CENTRE.y + size * y });
      drawStroke(raster, place(from), place(to), (part) => size * profile(part), paint);
    }
  };
  drawPair({ x: 4, y: -110 }, { x: 60, y: -205 }, taper(2, 3), DARK);
  for (const y of [-60, 0, 60]) {
    const knee = { x: 110, y: y * 1.7 - 10 };
    drawPair({ x: 20, y }, knee, taper(6, 4), DARK);
    drawPair(knee, { x: 150, y: y * 2.3 + 30 }, taper(4, 2), DARK);
  }
  if (kind === 'butterfly') {
    for (const { tip, radius } of [
      { tip: { x: 190, y: 150 }, radius: 70 },
      { tip: { x: 250, y: -170 }, radius: 80 },
    ]) {
      drawPair({ x: 0, y: 0 }, tip, oval(radius), brighten(colour, -60));
      drawPair({ x: 8, y: 0 }, scale(tip, 0.93), oval(radius * 0.82), colour);
      drawPair(scale(tip, 0.2), scale(tip, 0.85), taper(2, 1), DARK);
      drawPair(scale(tip, 0.6), scale(tip, 0.75), oval(17), lighter);
    }
    drawPair({ x: 0, y: -130 }, { x: 0, y: 130 }, oval(22), DARK);
  } else {
    drawPair({ x: 0, y: -150 }, { x: 0, y: -60 }, oval(55), DARK);
    drawPair({ x: 0, y: -90 }, { x: 0, y: 180 }, oval(random.between(80, 105)), colour);
    drawPair({ x: 30, y: -50 }, { x: 34, y: 120 }, oval(8), lighter);
    drawPair({ x: 0, y: -80 }, { x: 0, y: 175 }, taper(1.5, 1.5), DARK);
  }
  drawPair({ x: 0, y: -28 }, { x: 1, y: -28 }, taper(5, 5), [226, 226, 220]);
}

function scale({ x, y }: Point, factor: number): Point {
  return { x: x * factor, y: y * factor };
}

function brighten([red, green, blue]: Colour, by: number): Colour {
  return [red + by, green + by, blue + by];
}
