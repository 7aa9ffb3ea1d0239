import { defineWorkload } from "../workload.ts";

/** TypeScript over files, in the shortest form. */
export const lineCount = defineWorkload({
  description: "Lines of each text, in TypeScript",
  main: new URL("./main.ts", import.meta.url),
  inputs: "data/*.txt",
  plan: ({ inputs }) =>
    inputs.map((text) => {
      const output = `${text.name}.lines`;
      return { inputs: [text], args: [text.name, output], outputs: [output] };
    }),
  columns: ["result"],
  row: (outputs) => [...outputs.values()].join().split("\n", 1),
});
