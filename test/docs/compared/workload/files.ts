import { defineWorkload } from "../../../../task/contract.ts";

export const files = defineWorkload({
  description: "Statistics of each text",
  command: 'python3 "$WORKLOAD_DIR/stats.py" "$1" > "$1.json"',
  files: [new URL("./stats.py", import.meta.url)],
  inputs: "texts/*.txt",
  plan: ({ inputs }) =>
    inputs.map((text) => ({ inputs: [text], args: [text.name], outputs: [`${text.name}.json`] })),
});
