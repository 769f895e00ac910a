/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A picture to draw on. Coordinates are in *units* of the sheet, {@link sheetWidth} wide and {@link sheetHeight}
 * high whatever the number of pixels, so one drawing serves for every size.
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
export const sheetWidth = 700;
const sheetHeight = 1000;

/** Makes an opaque black picture of `height` pixels. */
export function createRaster(height: number): Raster {
  const width = Math.round((height * sheetWidth) / sheetHeight);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  return { width, height, scale: height / sheetHeight, data };
}

export function fillRectangle(
  raster: Raster,
  corner: Point,
  size: { readonly width: number; readonly height: number },
  colour: Colour,
): void {
  const halfWidth = size.width / 2;
  const halfHeight = size.height / 2;
  const centre = { x: corner.x + halfWidth, y: corner.y + halfHeight };
  fillShape(raster, { centre, reachX: halfWidth, reachY: halfHeight }, colour, (x, y) =>
    Math.max(Math.abs(x - centre.x) - halfWidth, Math.abs(y - centre.y) - halfHeight),
  );
}

/** Half-lengths along and across, the angle of the long axis in radians. */
export interface Oval {
  readonly along: number;
  readonly across: number;
  readonly angle: number;
}

export function fillEllipse(raster: Raster, centre: Point, oval: Oval, colour: Colour, opacity = 1): void {
  const narrow = Math.min(oval.along, oval.across);
  fillTurned(raster, centre, oval, { colour, opacity }, (along, across) => {
    // Not the true distance, but close enough to it near the edge, where it counts.
    return (measure(along / oval.along, across / oval.across) - 1) * narrow;
  });
}

/** Fills the shape of a simple leaf, pointed at both ends: where two equal circles overlap. */
export function fillLeaf(raster: Raster, centre: Point, oval: Oval, colour: Colour, opacity = 1): void {
  const radius = (oval.along ** 2 + oval.across ** 2) / (2 * oval.across);
  fillTurned(raster, centre, oval, { colour, opacity }, (along, across) => {
    return measure(along, Math.abs(across) + radius - oval.across) - radius;
  });
}

/** Draws a line with round ends that may grow thinner on its way; thicknesses are radii. */
export function drawStroke(
  raster: Raster,
  from: Point,
  to: Point,
  radius: { readonly from: number; readonly to: number },
  colour: Colour,
): void {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy || 1;
  const widest = Math.max(radius.from, radius.to);
  const centre = { x: from.x + dx / 2, y: from.y + dy / 2 };
  const bounds = { centre, reachX: Math.abs(dx) / 2 + widest, reachY: Math.abs(dy) / 2 + widest };
  fillShape(raster, bounds, colour, (x, y) => {
    const part = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared));
    const thickness = radius.from + (radius.to - radius.from) * part;
    return measure(x - from.x - dx * part, y - from.y - dy * part) - thickness;
  });
}

function fillTurned(
  raster: Raster,
  centre: Point,
  oval: Oval,
  paint: { readonly colour: Colour; readonly opacity: number },
  distance: (along: number, across: number) => number,
): void {
  const cosine = Math.cos(oval.angle);
  const sine = Math.sin(oval.angle);
  const reachX = Math.hypot(oval.along * cosine, oval.across * sine);
  const reachY = Math.hypot(oval.along * sine, oval.across * cosine);
  fillShape(
    raster,
    { centre, reachX, reachY },
    paint.colour,
    (x, y) => {
      const dx = x - centre.x;
      const dy = y - centre.y;
      return distance(dx * cosine + dy * sine, dy * cosine - dx * sine);
    },
    paint.opacity,
  );
}

/** Fills where `distance` (in units, negative inside) says so, with edges half a pixel soft. */
function fillShape(
  raster: Raster,
  bounds: { readonly centre: Point; readonly reachX: number; readonly reachY: number },
  colour: Colour,
  distance: (x: number, y: number) => number,
  opacity = 1,
): void {
  const { scale, width, height, data } = raster;
  const { centre, reachX, reachY } = bounds;
  const left = Math.max(0, Math.floor((centre.x - reachX) * scale) - 1);
  const right = Math.min(width, Math.ceil((centre.x + reachX) * scale) + 1);
  const top = Math.max(0, Math.floor((centre.y - reachY) * scale) - 1);
  const bottom = Math.min(height, Math.ceil((centre.y + reachY) * scale) + 1);
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const inside = 0.5 - distance((column + 0.5) / scale, (row + 0.5) / scale) * scale;
      if (inside <= 0) continue;
      blend(data, (row * width + column) * 4, colour, Math.min(1, inside) * opacity);
    }
  }
}

/** `Math.hypot` takes ten times as long, and this runs for every pixel of every shape. */
function measure(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function blend(data: Uint8ClampedArray, offset: number, [red, green, blue]: Colour, opacity: number): void {
  const kept = 1 - opacity;
  data[offset] = (data[offset] ?? 0) * kept + red * opacity;
  data[offset + 1] = (data[offset + 1] ?? 0) * kept + green * opacity;
  data[offset + 2] = (data[offset + 2] ?? 0) * kept + blue * opacity;
}
