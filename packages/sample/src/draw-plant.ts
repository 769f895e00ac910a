import { drawStroke, leaf, oval, taper, type Colour, type Point, type Raster } from './raster.ts';
import type { SeededRandom } from './seeded-random.ts';

// Pressed plants have lost most of their green.
const LEAF_COLOURS: readonly Colour[] = [
  [104, 112, 62],
  [122, 116, 66],
  [88, 100, 60],
  [134, 112, 66],
  [110, 92, 58],
];
const PETAL_COLOURS: readonly Colour[] = [
  [186, 148, 62],
  [150, 96, 128],
  [164, 84, 70],
  [206, 190, 150],
];
const STEM: Colour = [86, 78, 44];
const UP = -Math.PI / 2;

/** What all twigs of a plant have in common. */
interface Habit {
  readonly leafColour: Colour;
  readonly leafLength: number;
  /** Half the width of a leaf in parts of its length. */
  readonly leafWidth: number;
  readonly leafPairs: number;
  readonly petalColour: Colour;
  readonly petals: number;
}

interface Twig {
  readonly root: Point;
  /** Radians. */
  readonly angle: number;
  readonly length: number;
  /** How often it still forks. */
  readonly forks: number;
}

/** Draws a pressed plant that grows from the lower middle of the sheet, different for each sequence of numbers. */
export function drawPlant(raster: Raster, random: SeededRandom): void {
  const habit: Habit = {
    leafColour: random.pick(LEAF_COLOURS),
    leafLength: random.between(44, 96),
    leafWidth: random.between(0.1, 0.28),
    leafPairs: 4 + random.below(5),
    petalColour: random.pick(PETAL_COLOURS),
    petals: random.pick([0, 5, 5, 6, 8]),
  };
  const root: Point = { x: random.between(290, 340), y: 790 };
  for (let hair = 0; hair < 7; hair++) {
    const end = advance(root, -UP + random.between(-0.9, 0.9), random.between(30, 60));
    drawStroke(raster, root, end, taper(3, 0.5), STEM);
  }
  const stems = 1 + random.below(3);
  for (let stem = 0; stem < stems; stem++) {
    const lean = (stem - (stems - 1) / 2) * 0.3 + random.between(-0.08, 0.08);
    const length = random.between(480, 570) / (1 + Math.abs(lean));
    drawTwig(raster, random, habit, { root, angle: UP + lean, length, forks: stems === 1 ? 2 : 1 });
  }
}

function drawTwig(raster: Raster, random: SeededRandom, habit: Habit, twig: Twig): void {
  const { length, forks } = twig;
  const nodes = habit.leafPairs + forks;
  const bend = random.between(-0.07, 0.07);
  const thickness = taper(1.5 + forks * 1.9, 0.7 + forks * 0.8);
  let { root: at, angle } = twig;
  for (let node = 1; node <= nodes; node++) {
    angle += bend + random.between(-0.05, 0.05);
    const next = advance(at, angle, length / nodes);
    drawStroke(raster, at, next, taper(thickness((node - 1) / nodes), thickness(node / nodes)), STEM);
    at = next;
    const side = node % 2 === 0 ? 1 : -1;
    if (forks > 0 && node > 1 && node < nodes && random.fraction() < 0.6) {
      const turned = angle + side * random.between(0.45, 0.7);
      const shorter = length * random.between(0.25, 0.5);
      drawTwig(raster, random, habit, { root: at, angle: turned, length: shorter, forks: forks - 1 });
    }
    const size = habit.leafLength * (1.15 - (0.55 * node) / nodes) * (0.75 + forks * 0.18);
    for (const turn of [-side, side])
      drawLeaf(raster, habit, at, angle + turn * random.between(0.6, 1.1), size);
  }
  for (let petal = 0; petal < habit.petals; petal++) {
    const tip = advance(at, (petal / habit.petals) * 2 * Math.PI, random.between(18, 28));
    drawStroke(raster, at, tip, oval(7), habit.petalColour);
  }
}

function drawLeaf(raster: Raster, habit: Habit, base: Point, angle: number, length: number): void {
  const tip = advance(base, angle, length);
  const [red, green, blue] = habit.leafColour;
  drawStroke(raster, base, tip, leaf(length * habit.leafWidth), habit.leafColour);
  drawStroke(raster, base, tip, taper(1.1, 0.4), [red + 34, green + 34, blue + 26]);
}

function advance(from: Point, angle: number, length: number): Point {
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
}
