import { defineWorkload } from "../workload.ts";

/** A Python script over files: a task per text. */
export const wordStats = defineWorkload({
  description: "Word statistics of each text, in Python",
  command: 'python3 "$WORKLOAD_DIR/stats.py" "$1" > "$2"',
  files: [new URL("./stats.py", import.meta.url)],
  inputs: "data/*.txt",
  plan: ({ inputs }) =>
    inputs.map((text) => {
      const output = `${text.name}.json`;
      return { inputs: [text], args: [text.name, output], outputs: [output] };
    }),
  columns: ["result", "value"],
  row: (outputs) => {
    const [json = "{}"] = outputs.values();
    const results = Object.entries(JSON.parse(json)).slice(0, 10);
    return [
      results.map(([name]) => name).join("\n"),
      results.map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n"),
    ];
  },
});
