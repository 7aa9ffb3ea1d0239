import { defineWorkload } from "../workload.ts";

/** A bash script over files: a task per file. */
export const fileFacts = defineWorkload({
  description: "Lines, words and longest line of each file, in bash",
  command: 'bash "$WORKLOAD_DIR/facts.sh" "$1" > "$2"',
  files: [new URL("./facts.sh", import.meta.url)],
  inputs: "data/*.txt",
  plan: ({ inputs }) =>
    inputs.map((file) => {
      const output = `${file.name}.facts`;
      return { inputs: [file], args: [file.name, output], outputs: [output] };
    }),
  columns: ["result"],
  row: (outputs) => [[...outputs.values()].join("").trim().split("\n", 10).join("\n")],
});
