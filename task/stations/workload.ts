import { byFolder } from "../sweep.ts";
import { defineWorkload } from "../workload.ts";

/** A bash script over folders: a task per folder with all its files. The script chooses the names of the outputs. */
export const stations = defineWorkload({
  description: "Mean temperature of each month at each weather station, in bash",
  command: 'bash "$WORKLOAD_DIR/months.sh" months "$@"',
  files: [new URL("./months.sh", import.meta.url)],
  inputs: "data/stations/*/*.csv",
  plan: ({ inputs }) =>
    Array.from(byFolder(inputs), ([folder, years]) => ({
      name: folder || "station",
      inputs: years,
      args: years.map(({ name }) => name),
      outputs: ["months/"],
    })),
  columns: ["months", "warmest"],
  row: (outputs) => {
    const months = Array.from(outputs.values(), (line) => line.trim().split(" "));
    const measured = months.filter((cells) => cells.length === 2 && Number.isFinite(Number(cells[1])));
    const [warmest] = measured.toSorted(([, a], [, b]) => Number(b) - Number(a));
    return [String(months.length), warmest?.join(": ") ?? ""];
  },
});
