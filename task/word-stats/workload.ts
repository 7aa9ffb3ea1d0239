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
    const [text = "{}"] = outputs.values();
    const results = resultsIn(text).slice(0, 10);
    return [
      results.map(([name]) => name).join("\n"),
      results.map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n"),
    ];
  },
});

/** Returns the keys and values of JSON, whatever they are, or the lines of another text. */
const resultsIn = (text: string): [string, unknown][] => {
  try {
    return Object.entries(JSON.parse(text));
  } catch {
    return text.split("\n").map((line) => [line, ""]);
  }
};
