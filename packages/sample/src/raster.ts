/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A picture to draw on. Coordinates are in *units* of the sheet, {@link SHEET} of them wide and high whatever the number of
 * pixels, so one drawing serves for every size.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Pixels per unit. */
  readonly scale: number;
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8ClampedArray;
}

/** The proportions of a herbarium sheet: 11.5 by 16.5 inches. */
export const SHEET = { width: 700, height: 1000 } as const;

/** Makes a picture of `height` pixels, all of one colour. */
export function createRaster(height: number, colour: Colour): Raster {
  const scale = height / SHEET.height;
  const width = Math.round(SHEET.width * scale);
  const data = new Uint8ClampedArray(width * height * 4);
  const pixel = [...colour, 255];
  for (let offset = 0; offset < data.length; offset += 4) data.set(pixel, offset);
  return { width, height, scale, data };
}

/** Fills a rectangle, given by its upper left corner. */
export function fillRectangle(
  raster: Raster,
  { x, y }: Point,
  { width, height }: { readonly width: number; readonly height: number },
  colour: Colour,
): void {
  const middle = y + height / 2;
  fill(raster, { left: x, right: x + width, top: y, bottom: y + height }, colour, (px, py) =>
    Math.max(Math.abs(px - x - width / 2) - width / 2, Math.abs(py - middle) - height / 2),
  );
}

/** Half the thickness of a stroke at a part of its way, from 0 to 1. */
export type Profile = (part: number) => number;

/** A line with round ends that becomes thinner, or thicker. */
export function taper(from: number, to: number): Profile {
  return (part) => from + (to - from) * part;
}

/** An oval, blunt at both ends. */
export function oval(radius: number): Profile {
  return (part) => 2 * radius * Math.sqrt(part * (1 - part));
}

/** A simple leaf, pointed at both ends. */
export function leaf(radius: number): Profile {
  return (part) => 4 * radius * part * (1 - part);
}

/** Draws a straight stroke. */
export function drawStroke(raster: Raster, from: Point, to: Point, profile: Profile, colour: Colour): void {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy || 1;
  const reach = Math.max(profile(0), profile(0.5), profile(1));
  const bounds = {
    left: Math.min(from.x, to.x) - reach,
    right: Math.max(from.x, to.x) + reach,
    top: Math.min(from.y, to.y) - reach,
    bottom: Math.max(from.y, to.y) + reach,
  };
  fill(raster, bounds, colour, (x, y) => {
    const part = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared));
    const [across, along] = [x - from.x - dx * part, y - from.y - dy * part];
    // `Math.hypot` takes ten times as long, and this runs for every pixel of every stroke.
    return Math.sqrt(across * across + along * along) - profile(part);
  });
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Fills where `distance` (in units, negative inside) says so, with edges half a pixel soft. */
function fill(
  { scale, width, height, data }: Raster,
  { left, right, top, bottom }: Bounds,
  colour: Colour,
  distance: (x: number, y: number) => number,
): void {
  const lastRow = Math.min(height, Math.ceil(bottom * scale) + 1);
  const lastColumn = Math.min(width, Math.ceil(right * scale) + 1);
  for (let row = Math.max(0, Math.floor(top * scale) - 1); row < lastRow; row++) {
    for (let column = Math.max(0, Math.floor(left * scale) - 1); column < lastColumn; column++) {
      const inside = 0.5 - distance((column + 0.5) / scale, (row + 0.5) / scale) * scale;
      if (inside <= 0) continue;
      const opacity = Math.min(1, inside);
      const offset = (row * width + column) * 4;
      for (let i = 0; i < 3; i++) data[offset + i] = data[offset + i]! * (1 - opacity) + colour[i]! * opacity;
    }
  }
}
