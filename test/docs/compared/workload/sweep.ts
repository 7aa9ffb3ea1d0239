import { csvRows, defineWorkload } from "../../../../task/contract.ts";

export const sweep = defineWorkload({
  description: "The loss for each row of a table",
  command: 'python3 "$WORKLOAD_DIR/fit.py" "$1" "$2" > fit.csv',
  files: [new URL("./fit.py", import.meta.url)],
  plan: () =>
    csvRows(new URL("./points.csv", import.meta.url), { columns: ["rate", "depth"] }).map(
      ({ rate, depth }) => ({
        name: `rate${rate}_depth${depth}`,
        args: [rate, depth],
        outputs: ["fit.csv"],
      }),
    ),
});
