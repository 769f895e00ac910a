import { drawStroke, fillEllipse, fillLeaf, type Colour, type Point, type Raster } from './raster.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a plant is made of: everything that all its leaves and twigs have in common. */
interface Habit {
  readonly leaf: Colour;
  readonly vein: Colour;
  readonly stem: Colour;
  readonly petal: Colour;
  readonly leafLength: number;
  /** Width of a leaf in parts of its length. */
  readonly slenderness: number;
  readonly leafPairs: number;
  readonly petals: number;
}

interface Twig {
  readonly root: Point;
  /** Radians; straight up is -π/2. */
  readonly angle: number;
  readonly length: number;
  /** How often it still forks. */
  readonly forks: number;
}

// Pressed plants have lost most of their green.
const leafColours: readonly Colour[] = [
  [104, 112, 62],
  [122, 116, 66],
  [88, 100, 60],
  [134, 112, 66],
  [110, 92, 58],
];
const petalColours: readonly Colour[] = [
  [186, 148, 62],
  [150, 96, 128],
  [164, 84, 70],
  [206, 190, 150],
];

/** Draws a pressed plant that grows from the lower middle of the sheet, different for each sequence of numbers. */
export function drawPlant(raster: Raster, random: SeededRandom): void {
  const leaf = random.pick(leafColours);
  const habit: Habit = {
    leaf,
    vein: [leaf[0] + 34, leaf[1] + 34, leaf[2] + 26],
    stem: [leaf[0] - 18, leaf[1] - 30, leaf[2] - 20],
    petal: random.pick(petalColours),
    leafLength: random.between(44, 96),
    slenderness: random.between(0.2, 0.56),
    leafPairs: 4 + random.below(5),
    petals: random.pick([0, 5, 5, 6, 8]),
  };
  const root: Point = { x: random.between(290, 340), y: 790 };
  drawRoots(raster, random, root, habit.stem);
  const stems = 1 + random.below(3);
  for (let stem = 0; stem < stems; stem += 1) {
    const lean = (stem - (stems - 1) / 2) * 0.3 + random.between(-0.08, 0.08);
    const length = random.between(480, 570) / (1 + Math.abs(lean));
    drawTwig(raster, random, habit, { root, angle: -Math.PI / 2 + lean, length, forks: stems === 1 ? 2 : 1 });
  }
}

function drawTwig(raster: Raster, random: SeededRandom, habit: Habit, twig: Twig): void {
  const nodes = habit.leafPairs + twig.forks;
  const step = twig.length / nodes;
  const bend = random.between(-0.07, 0.07);
  let { root: at, angle } = twig;
  for (let node = 1; node <= nodes; node += 1) {
    angle += bend + random.between(-0.05, 0.05);
    const next = advance(at, angle, step);
    const thickness = 1.4 + twig.forks * 1.7;
    drawStroke(
      raster,
      at,
      next,
      { from: thickness * (1.1 - node / nodes / 2), to: thickness * (1 - node / nodes / 2) },
      habit.stem,
    );
    at = next;
    const side = node % 2 === 0 ? 1 : -1;
    if (twig.forks > 0 && node > 1 && node < nodes && random.fraction() < 0.6) {
      const length = twig.length * random.between(0.34, 0.5) * (1.15 - node / nodes / 2);
      drawTwig(raster, random, habit, {
        root: at,
        angle: angle + side * random.between(0.45, 0.7),
        length,
        forks: twig.forks - 1,
      });
    }
    const size = habit.leafLength * (1.15 - (0.55 * node) / nodes) * (0.75 + twig.forks * 0.18);
    drawLeaf(raster, habit, at, angle - side * random.between(0.6, 1), size);
    if (node > 1) drawLeaf(raster, habit, at, angle + side * random.between(0.7, 1.1), size * 0.9);
  }
  if (habit.petals > 0) drawFlower(raster, habit, at, random.between(11, 19));
  else drawLeaf(raster, habit, at, angle, habit.leafLength * 0.6);
}

function drawLeaf(raster: Raster, habit: Habit, base: Point, angle: number, length: number): void {
  const oval = { along: length / 2, across: (length * habit.slenderness) / 2, angle };
  const centre = advance(base, angle, length / 2 + 4);
  fillLeaf(raster, { x: centre.x + 2.5, y: centre.y + 3 }, oval, [96, 88, 72], 0.3);
  fillLeaf(raster, centre, oval, habit.leaf);
  drawStroke(raster, base, advance(base, angle, length * 0.92), { from: 1.1, to: 0.4 }, habit.vein);
}

function drawFlower(raster: Raster, habit: Habit, centre: Point, radius: number): void {
  for (let petal = 0; petal < habit.petals; petal += 1) {
    const angle = (petal / habit.petals) * 2 * Math.PI;
    fillEllipse(
      raster,
      advance(centre, angle, radius * 0.8),
      { along: radius * 0.75, across: radius * 0.42, angle },
      habit.petal,
    );
  }
  fillEllipse(raster, centre, { along: radius * 0.42, across: radius * 0.42, angle: 0 }, [110, 80, 38]);
}

function drawRoots(raster: Raster, random: SeededRandom, root: Point, colour: Colour): void {
  for (let hair = 0; hair < 7; hair += 1) {
    const angle = Math.PI / 2 + random.between(-0.9, 0.9);
    const middle = advance(root, angle, random.between(16, 34));
    drawStroke(raster, root, middle, { from: 3, to: 1.4 }, colour);
    drawStroke(
      raster,
      middle,
      advance(middle, angle + random.between(-0.5, 0.5), 26),
      { from: 1.4, to: 0.5 },
      colour,
    );
  }
}

function advance(from: Point, angle: number, length: number): Point {
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
}
