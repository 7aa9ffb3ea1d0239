import { openContainer, runJob, taskOf, upload } from "./job.ts";

const id = `sweep-${Date.now()}`;
const { container: inputs } = await openContainer(`${id}-in`);
const { container, containerUrl } = await openContainer(id);
const script = await upload(inputs, "point.py");
const points = [];
for (let i = 0; i < 20; i++)
  for (let j = 0; j < 10; j++) {
    const command = `python3 point.py ${-5 + i * 0.5} ${-4.5 + j} > point.csv`;
    points.push(
      taskOf(`point-${i}-${j}`, command, { resourceFiles: [script], output: "point.csv", containerUrl }),
    );
  }
const best = {
  ...taskOf("best", "sort -t, -k3 -g point-*/point.csv > best.csv", {
    // One for all: Azure takes about a hundred in a task.
    resourceFiles: [{ storageContainerUrl: containerUrl, blobPrefix: "point-" }],
    output: "best.csv",
    containerUrl,
  }),
  dependsOn: { taskIds: points.map((task) => task.id) },
};
await runJob(id, [...points, best], container);
