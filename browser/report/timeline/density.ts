import { taskStates } from "../../contract/report-data.ts";

/** Use of the lanes behind each row of pixels, for tasks too narrow to draw. */
export interface Density {
  readonly width: number;
  readonly rows: number;
  /** Per pixel, the part of its time in which a task ran, summed over the lanes of the row. */
  readonly busy: Float32Array;
  /** Per pixel, whether a task failed. */
  readonly failed: Uint8Array;
}

export const newDensity = (width: number, rows: number): Density => ({
  width,
  rows,
  busy: new Float32Array(width * rows),
  failed: new Uint8Array(width * rows),
});

const failedState = taskStates.indexOf("failed");

/** Adds a task from `x` to `end`, in pixels from the start of the row. */
export const addToDensity = (density: Density, row: number, x: number, end: number, state: number): void => {
  const { width, busy, failed } = density;
  const first = Math.max(0, Math.floor(x));
  const last = Math.min(width - 1, Math.floor(end));
  for (let pixel = first; pixel <= last; pixel++) {
    const covered = Math.min(end, pixel + 1) - Math.max(x, pixel);
    const at = row * width + pixel;
    busy[at]! += Math.max(covered, 0.02);
    if (state === failedState) failed[at] = 1;
  }
};

/** Paints the density: the busier, the more opaque; failures are always opaque. `lanes` is the number of lanes per row. */
export const densityImage = (
  { width, rows, busy, failed }: Density,
  lanes: number,
  busyColour: string,
  failedColour: string,
): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(width, rows);
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const [busyPixel, failedPixel] = [pixelOf(busyColour), pixelOf(failedColour)];
  for (let i = 0; i < pixels.length; i++) {
    const share = busy[i]! / lanes;
    if (share === 0) continue;
    const alpha = Math.round(255 * Math.min(1, 0.12 + 0.88 * share));
    pixels[i] = failed[i] ? failedPixel | 0xff000000 : busyPixel | (alpha << 24);
  }
  context.putImageData(image, 0, 0);
  return canvas;
};

/** Returns a computed colour, such as `rgb(1, 2, 3)`, as the lower 24 bits of a little-endian pixel. */
const pixelOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return red | (green << 8) | (blue << 16);
};
