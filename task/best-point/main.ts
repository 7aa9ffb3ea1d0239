import { writeFile } from "node:fs/promises";

/** Runs on the node: `main <x> <y>` goes downhill from there, and writes where that ends to lowest.csv: `x,y,value`. */
const [x, y] = process.argv.slice(2).map(Number);
if (x === undefined || y === undefined || Number.isNaN(x + y)) throw new Error("expected <x> <y>");

/** Many hollows, the lowest with 0 at 1, -2. */
const value = ([x, y]: Point): number => bump(x - 1) + bump(y + 2);
const bump = (d: number): number => d ** 2 / 4 + 2 * (1 - Math.cos(3 * d));

type Point = readonly [number, number];

/** The lowest of the points around, nearer and nearer, until none is lower. */
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
