import { product, range } from "../sweep.ts";
import { defineWorkload, outputOf } from "../workload.ts";

/** A sweep without files, 200 tasks, and a merge: a task that needs all of their outputs and is first in the table. */
export const bestPoint = defineWorkload({
  description: "Lowest point of a function, downhill from each point of a grid (-- STEP, default 0.5)",
  main: new URL("./main.ts", import.meta.url),
  plan: ({ args: [step = "0.5", ...others] }) => {
    if (others.length > 0) throw new Error(`expected only STEP, got ${[step, ...others].join(" ")}`);
    const starts = product({ x: range(-5, 4.5, Number(step)), y: range(-4.5, 4.5, 1) }).map(({ x, y }) => ({
      name: `x${x}_y${y}`,
      args: [x, y],
      outputs: ["lowest.csv"],
    }));
    const best = {
      name: "best",
      command: "cat */lowest.csv | sort -t, -k3 -g > best.csv",
      inputs: starts.map((start) => outputOf(start, "lowest.csv")),
      outputs: ["best.csv"],
    };
    return [best, ...starts];
  },
  columns: ["x", "y", "value"],
  row: (outputs) => [...outputs.values()].join().split("\n", 1).join().split(","),
});
