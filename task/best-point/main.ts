import { writeFile } from "node:fs/promises";

/** `main <x> <y>` runs on the node: walks downhill from a point and writes the lowest point to lowest.csv as `x,y,value`. */
const [x, y] = process.argv.slice(2).map(Number);
if (x === undefined || y === undefined || Number.isNaN(x + y)) throw new Error("expected <x> <y>");

/** A function with many local minima; the lowest is 0 at 1, -2. */
const value = ([x, y]: Point): number => bump(x - 1) + bump(y + 2);
const bump = (d: number): number => d ** 2 / 4 + 2 * (1 - Math.cos(3 * d));

type Point = readonly [number, number];

/** Moves to a lower neighbour and halves the step whenever there is no lower one. */
const downhill = (start: Point): Point => {
  let [here, step] = [start, 0.1];
  while (step > 1e-6) {
    const [x, y] = here;
    const around: Point[] = [
      [x + step, y],
      [x - step, y],
      [x, y + step],
      [x, y - step],
    ];
    const lower = around.find((there) => value(there) < value(here));
    if (lower === undefined) step /= 2;
    else here = lower;
  }
  return here;
};

const lowest = downhill([x, y]);
const line = [...lowest, value(lowest)].map((number) => number.toFixed(4)).join(",");
await writeFile("lowest.csv", `${line}\n`);
console.log(`from ${x}, ${y} down to ${line}`);
