import { defineWorkload, type InputFile, type TaskPlan } from "../workload.ts";
import { type Options, parseOptions } from "./options.ts";
import { parseReport } from "./report.ts";

/** The sample, modelled on the Azure Batch tutorial for Python: a task per text counts its most frequent words. */
export const topWords = defineWorkload({
  description: "The most frequent words of each text (-- --top N, default 3; --delay 30s waits first)",
  main: new URL("./main.ts", import.meta.url),
  inputs: "data/*.txt",
  plan: ({ inputs, args }) => {
    const options = parseOptions(args);
    return inputs.map((file) => taskFor(file, options));
  },
  columns: ["top words", "count"],
  row: (outputs) => {
    const words = [...outputs.values()].flatMap(parseReport);
    return [words.map(({ word }) => word).join("\n"), words.map(({ count }) => count).join("\n")];
  },
});

/** The delay is an argument only if there is one, so that results without delay stay valid. */
const taskFor = (file: InputFile, { top, delaySeconds }: Options): TaskPlan => {
  const output = file.name.replace(/(\.[^./]*)?$/, "_OUTPUT.txt");
  const delay = delaySeconds > 0 ? [delaySeconds] : [];
  return { inputs: [file], args: [file.name, output, top, ...delay], outputs: [output] };
};
