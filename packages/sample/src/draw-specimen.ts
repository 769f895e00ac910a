import { drawInsect } from './draw-insect.ts';
import { drawPlant } from './draw-plant.ts';
import {
  createRaster,
  drawStroke,
  fillRectangle,
  sheetWidth,
  type Colour,
  type Point,
  type Raster,
} from './raster.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

const ink: Colour = [58, 54, 50];
const paper: Colour = [251, 250, 245];

/** The 24 patches of a colour checker, dark to light in the last row. */
const checkerColours: readonly Colour[] = [
  [115, 82, 68],
  [194, 150, 130],
  [98, 122, 157],
  [87, 108, 67],
  [133, 128, 177],
  [103, 189, 170],
  [214, 126, 44],
  [80, 91, 166],
  [193, 90, 99],
  [94, 60, 108],
  [157, 188, 64],
  [224, 163, 46],
  [56, 61, 150],
  [70, 148, 73],
  [175, 54, 60],
  [231, 199, 31],
  [187, 86, 149],
  [8, 133, 161],
  [52, 52, 52],
  [85, 85, 85],
  [122, 122, 121],
  [160, 160, 160],
  [200, 200, 200],
  [243, 243, 242],
];

/**
 * Draws a specimen as a museum photographs it: a plant or an insect on its sheet, with a colour checker, a ruler,
 * a barcode and a label. The same seed and number give the same drawing at every height.
 */
export function drawSpecimen(options: {
  readonly seed: number;
  readonly number: number;
  /** Pixels. */
  readonly height: number;
}): Raster {
  const random = createSeededRandom(options.seed, options.number);
  const raster = createRaster(options.height);
  drawSheet(raster, random);
  // Two plants for each insect.
  if (options.number % 3 === 2) drawInsect(raster, random, options.number % 2 === 0 ? 'beetle' : 'butterfly');
  else drawPlant(raster, random);
  drawColourChecker(raster, { x: 648, y: 40 });
  drawRuler(raster, { x: 40, y: 946 });
  drawBarcode(raster, random, { x: 40, y: 36 });
  drawLabel(raster, random, { x: 404, y: 796 });
  return raster;
}

/** A sheet of paper that is a little darker towards its edges. */
function drawSheet({ width, height, data }: Raster, random: SeededRandom): void {
  const tint = random.between(0, 12);
  for (let row = 0; row < height; row += 1) {
    const vertical = (row / height - 0.5) ** 2;
    for (let column = 0; column < width; column += 1) {
      const shade = (vertical + (column / width - 0.5) ** 2) * 44;
      const offset = (row * width + column) * 4;
      data[offset] = 240 - shade;
      data[offset + 1] = 236 - shade - tint * 0.3;
      data[offset + 2] = 224 - shade - tint;
    }
  }
}

function drawColourChecker(raster: Raster, at: Point): void {
  const patch = 20;
  fillRectangle(
    raster,
    { x: at.x - 4, y: at.y - 4 },
    { width: patch + 12, height: checkerColours.length * (patch + 4) + 4 },
    [28, 28, 28],
  );
  for (const [index, colour] of checkerColours.entries()) {
    fillRectangle(
      raster,
      { x: at.x + 2, y: at.y + index * (patch + 4) },
      { width: patch, height: patch },
      colour,
    );
  }
}

function drawRuler(raster: Raster, at: Point): void {
  fillRectangle(raster, at, { width: 300, height: 28 }, [244, 244, 240]);
  for (let tick = 0; tick <= 50; tick += 1) {
    const length = tick % 10 === 0 ? 16 : tick % 5 === 0 ? 11 : 7;
    fillRectangle(raster, { x: at.x + tick * 6 - 0.6, y: at.y }, { width: 1.2, height: length }, ink);
  }
  for (let centimetre = 0; centimetre < 5; centimetre += 2) {
    fillRectangle(raster, { x: at.x + centimetre * 60, y: at.y + 22 }, { width: 60, height: 6 }, ink);
  }
}

function drawBarcode(raster: Raster, random: SeededRandom, at: Point): void {
  fillRectangle(raster, at, { width: 170, height: 62 }, paper);
  let x = at.x + 12;
  while (x < at.x + 152) {
    const width = random.between(1.5, 5.5);
    fillRectangle(raster, { x, y: at.y + 10 }, { width, height: 32 }, ink);
    x += width + random.between(1.8, 5);
  }
  drawWords(raster, random, { x: at.x + 42, y: at.y + 48 }, { width: 88, height: 6 });
}

function drawLabel(raster: Raster, random: SeededRandom, at: Point): void {
  const size = { width: sheetWidth - at.x - 28, height: 178 };
  fillRectangle(raster, { x: at.x + 3, y: at.y + 4 }, size, [198, 192, 178]);
  fillRectangle(raster, at, size, [150, 144, 132]);
  fillRectangle(
    raster,
    { x: at.x + 1.5, y: at.y + 1.5 },
    { width: size.width - 3, height: size.height - 3 },
    paper,
  );
  drawWords(raster, random, { x: at.x + 42, y: at.y + 16 }, { width: size.width - 84, height: 10 });
  drawStroke(
    raster,
    { x: at.x + 20, y: at.y + 38 },
    { x: at.x + size.width - 20, y: at.y + 38 },
    { from: 0.7, to: 0.7 },
    ink,
  );
  for (let line = 0; line < 6; line += 1) {
    const width = random.between(0.45, 0.95) * (size.width - 40);
    drawWords(
      raster,
      random,
      { x: at.x + 20, y: at.y + 52 + line * 19 },
      { width, height: line === 0 ? 9 : 6.5 },
    );
  }
}

/** Draws a line of text as seen from afar: grey bars of the length of words. */
function drawWords(
  raster: Raster,
  random: SeededRandom,
  at: Point,
  size: { readonly width: number; readonly height: number },
): void {
  const end = at.x + size.width;
  let x = at.x;
  while (x < end - 8) {
    const width = Math.min(end - x, random.between(12, 46));
    fillRectangle(raster, { x, y: at.y }, { width, height: size.height }, [96, 92, 88]);
    x += width + 6;
  }
}
