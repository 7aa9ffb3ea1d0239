import { defineWorkload } from "../workload.ts";

/** A Python script over files: a task for each text. */
export const wordStats = defineWorkload({
  description: "Statistics of the words of each text, in Python",
  command: 'python3 "$WORKLOAD_DIR/stats.py" "$1" > "$2"',
  files: [new URL("./stats.py", import.meta.url)],
  inputs: "data/*.txt",
  plan: ({ inputs }) =>
    inputs.map((text) => {
      const output = `${text.name}.json`;
      return { inputs: [text], args: [text.name, output], outputs: [output] };
    }),
  columns: ["words", "different", "longest"],
  row: (outputs) => {
    const [json = "{}"] = outputs.values();
    const { words, different, longest } = JSON.parse(json);
    return [words, different, longest].map(String);
  },
});
