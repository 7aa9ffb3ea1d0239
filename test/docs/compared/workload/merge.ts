import { csvRows, defineWorkload, outputOf } from "../../../../task/contract.ts";

export const merge = defineWorkload({
  description: "The loss for each row of a table, sorted",
  command: 'python3 "$WORKLOAD_DIR/fit.py" "$1" "$2" > fit.csv',
  files: [new URL("./fit.py", import.meta.url)],
  plan: () => {
    const points = csvRows(new URL("./points.csv", import.meta.url), { columns: ["rate", "depth"] });
    const fits = points.map(({ rate, depth }) => ({
      name: `rate${rate}_depth${depth}`,
      args: [rate, depth],
      outputs: ["fit.csv"],
    }));
    const all = {
      name: "all",
      command: "cat */fit.csv | sort -t, -k3 -g > all.csv",
      inputs: fits.map((fit) => outputOf(fit, "fit.csv")),
      outputs: ["all.csv"],
    };
    return [all, ...fits];
  },
});
