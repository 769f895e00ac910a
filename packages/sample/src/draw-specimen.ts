import { drawInsect } from './draw-insect.ts';
import { drawPlant } from './draw-plant.ts';
import { createRaster, fillRectangle, SHEET, type Colour, type Point, type Raster } from './raster.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

const INK: Colour = [58, 54, 50];
const PAPER: Colour = [251, 250, 245];

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
  const sheet: Colour = [240, 236 - random.below(6), 224 - random.below(12)];
  const raster = createRaster(options.height, sheet);
  // Two plants for each insect.
  if (options.number % 3 === 2) drawInsect(raster, random, options.number % 2 === 0 ? 'beetle' : 'butterfly');
  else drawPlant(raster, random);
  drawColourChecker(raster, { x: 648, y: 40 });
  drawRuler(raster, { x: 40, y: 946 });
  drawBarcode(raster, random, { x: 40, y: 36 });
  drawLabel(raster, random, { x: 404, y: 796 });
  return raster;
}

/** 24 patches: all that two or three steps of red, green and blue can be mixed to, and greys. */
function drawColourChecker(raster: Raster, { x, y }: Point): void {
  fillRectangle(raster, { x: x - 4, y: y - 4 }, { width: 32, height: 580 }, [28, 28, 28]);
  for (let patch = 0; patch < 24; patch++) {
    const grey = (patch - 18) * 42 + 40;
    const colour: Colour =
      patch < 18
        ? [60 + (patch % 3) * 75, 60 + (Math.floor(patch / 3) % 3) * 70, patch < 9 ? 60 : 170]
        : [grey, grey, grey];
    fillRectangle(raster, { x: x + 2, y: y + patch * 24 }, { width: 20, height: 20 }, colour);
  }
}

function drawRuler(raster: Raster, at: Point): void {
  fillRectangle(raster, at, { width: 300, height: 28 }, [244, 244, 240]);
  for (let tick = 0; tick <= 50; tick++) {
    const height = tick % 10 === 0 ? 16 : tick % 5 === 0 ? 11 : 7;
    fillRectangle(raster, { x: at.x + tick * 6 - 0.6, y: at.y }, { width: 1.2, height }, INK);
  }
}

function drawBarcode(raster: Raster, random: SeededRandom, at: Point): void {
  fillRectangle(raster, at, { width: 170, height: 62 }, PAPER);
  let x = at.x + 12;
  while (x < at.x + 152) {
    const width = random.between(1.5, 5.5);
    fillRectangle(raster, { x, y: at.y + 10 }, { width, height: 42 }, INK);
    x += width + random.between(1.8, 5);
  }
}

/** A label with lines of text as seen from afar: grey bars of the length of words. */
function drawLabel(raster: Raster, random: SeededRandom, { x, y }: Point): void {
  const width = SHEET.width - x - 28;
  fillRectangle(raster, { x: x - 1.5, y: y - 1.5 }, { width: width + 4.5, height: 182 }, [150, 144, 132]);
  fillRectangle(raster, { x, y }, { width, height: 178 }, PAPER);
  for (let line = 0; line < 8; line++) {
    const end = x + 20 + random.between(0.45, 0.95) * (width - 40);
    for (let word = x + 20; word < end;) {
      const length = Math.min(end - word, random.between(12, 46));
      fillRectangle(raster, { x: word, y: y + 16 + line * 19 }, { width: length, height: 6.5 }, INK);
      word += length + 6;
    }
  }
}
