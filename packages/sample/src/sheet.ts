/** Red, green and blue, 0 to 255 each. */
export type Color = readonly [red: number, green: number, blue: number];
export type Point = readonly [x: number, y: number];
/** Half the thickness of a stroke at a point of its length, from 0 to 1. */
export type Profile = (part: number) => number;

/** A sheet to draw on. It is 700 units wide and 1000 high, whatever its size in pixels. */
export class Sheet {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8ClampedArray;

  /** @param height in pixels */
  constructor(height: number, color: Color) {
    this.width = Math.round(height * 0.7);
    this.height = height;
    this.data = new Uint8ClampedArray(this.width * height * 4).fill(255);
    this.rectangle([-10, -10], 720, 1020, color);
  }

  /** Draws a straight stroke with soft edges of one pixel. */
  stroke([x1, y1]: Point, [x2, y2]: Point, profile: Profile, color: Color): void {
    const scale = this.height / 1000;
    const length = Math.hypot(x2 - x1, y2 - y1);
    const dx = (x2 - x1) / length;
    const dy = (y2 - y1) / length;
    const reach = Math.max(profile(0), profile(0.5), profile(1));
    const [left, right] = span(x1, x2, reach, scale, this.width);
    const [top, bottom] = span(y1, y2, reach, scale, this.height);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const x = (column + 0.5) / scale - x1;
        const y = (row + 0.5) / scale - y1;
        const along = x * dx + y * dy;
        const across = Math.abs(x * dy - y * dx);
        const part = Math.min(1, Math.max(0, along / length));
        const depth = Math.min(along, length - along, profile(part) - across);
        const opacity = Math.min(1, 0.5 + depth * scale);
        if (opacity > 0) this.#blend((row * this.width + column) * 4, color, opacity);
      }
    }
  }

  rectangle([x, y]: Point, width: number, height: number, color: Color): void {
    this.stroke([x, y + height / 2], [x + width, y + height / 2], () => height / 2, color);
  }

  #blend(offset: number, color: Color, opacity: number): void {
    for (let i = 0; i < 3; i++)
      this.data[offset + i] = this.data[offset + i]! * (1 - opacity) + color[i]! * opacity;
  }
}

/** The pixels that a stroke may touch, up to, but not including, the last. */
function span(from: number, to: number, reach: number, scale: number, limit: number): [number, number] {
  const first = Math.floor((Math.min(from, to) - reach) * scale) - 1;
  const last = Math.ceil((Math.max(from, to) + reach) * scale) + 1;
  return [Math.max(0, first), Math.min(limit, last)];
}
