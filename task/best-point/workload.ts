import { product, range } from "../sweep.ts";
import { defineWorkload, outputOf } from "../workload.ts";

/** A sweep without files, 200 tasks in Python, and a merge: a task that needs all of their outputs and is first in the table. */
export const bestPoint = defineWorkload({
  description:
    "Lowest point of a function, downhill from each point of a grid, in Python (-- STEP, default 0.5)",
  command: 'python3 "$WORKLOAD_DIR/point.py" "$@" > result.json',
  files: [new URL("./point.py", import.meta.url), new URL("./best.py", import.meta.url)],
  plan: ({ args: [step = "0.5", ...others] }) => {
    if (others.length > 0) throw new Error(`expected only STEP, got ${[step, ...others].join(" ")}`);
    const grid = product({ x: range(-5, 4.5, Number(step)), y: range(-4.5, 4.5, 1) });
    const points = grid.map((point) => ({
      name: Object.entries(point)
        .map((pair) => pair.join(""))
        .join("_"), // x-5_y-4.5
      args: Object.values(point), // "$1" is x, "$2" is y
      outputs: ["result.json"],
    }));
    const best = {
      name: "best",
      command: 'python3 "$WORKLOAD_DIR/best.py" value > best.csv', // sorted by "value"
      inputs: points.map((point) => outputOf(point, "result.json")),
      outputs: ["best.csv"],
    };
    return [best, ...points];
  },
  columns: ["result"],
  row: (outputs) => [[...outputs.values()].join("").trim().split("\n", 2).join("\n")],
});
