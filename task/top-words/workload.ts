import { parseArgs } from "node:util";
import { defineWorkload, type InputFile, type TaskPlan } from "../workload.ts";
import { parseReport } from "./report.ts";

/** The sample, modelled on the Azure Batch tutorial for Python: a task per text counts its most frequent words. */
export const topWords = defineWorkload({
  description: "The most frequent words of each text (-- --top N, default 3)",
  main: new URL("./main.ts", import.meta.url),
  inputs: "data/*.txt",
  plan: ({ inputs, args }) => {
    const top = parseTop(args);
    return inputs.map((file) => taskFor(file, top));
  },
  columns: ["top words", "count"],
  row: (outputs) => {
    const words = [...outputs.values()].flatMap(parseReport);
    return [words.map(({ word }) => word).join("\n"), words.map(({ count }) => count).join("\n")];
  },
});

const taskFor = (file: InputFile, top: number): TaskPlan => {
  const output = file.name.replace(/(\.[^./]*)?$/, "_OUTPUT.txt");
  return { inputs: [file], args: [file.name, output, top], outputs: [output] };
};

const parseTop = (args: readonly string[]): number => {
  const { values } = parseArgs({ args: [...args], options: { top: { type: "string", default: "3" } } });
  if (!/^[1-9]\d{0,5}$/.test(values.top)) {
    throw new Error(
      `--top: expected a whole number from 1 to 999999, got "${values.top}". Pass, for example, -- --top 5`,
    );
  }
  return Number(values.top);
};
