import { readFile } from "node:fs/promises";
import { openContainer, runJob, taskOf, upload } from "./job.ts";

const id = `sweep-${Date.now()}`;
const { container: inputs } = await openContainer(`${id}-in`);
const { container, containerUrl } = await openContainer(id);
const script = await upload(inputs, "fit.py");
const [, ...rows] = (await readFile("points.csv", "utf8")).trim().split("\n");
const fits = rows.map((row) => {
  const [rate, depth] = row.split(",");
  const command = `python3 fit.py "${rate}" "${depth}" > fit.csv`;
  const taskId = `rate${rate}_depth${depth}`.replaceAll(".", "-");
  return taskOf(taskId, command, { resourceFiles: [script], output: "fit.csv", containerUrl });
});
const all = {
  ...taskOf("all", "cat rate*/fit.csv | sort -t, -k3 -g > all.csv", {
    // One for all: Azure takes about a hundred in a task.
    resourceFiles: [{ storageContainerUrl: containerUrl, blobPrefix: "rate" }],
    output: "all.csv",
    containerUrl,
  }),
  dependsOn: { taskIds: fits.map((task) => task.id) },
};
await runJob(id, [...fits, all], container);
