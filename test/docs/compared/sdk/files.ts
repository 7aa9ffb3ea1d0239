import { glob } from "node:fs/promises";
import { basename } from "node:path";
import { openContainer, runJob, taskOf, upload } from "./job.ts";

const id = `stats-${Date.now()}`;
const { container: inputs } = await openContainer(`${id}-in`);
const { container, containerUrl } = await openContainer(id);
const script = await upload(inputs, "stats.py");
const tasks = [];
for await (const path of glob("texts/*.txt")) {
  const name = basename(path);
  const resourceFiles = [script, await upload(inputs, path)];
  const command = `python3 stats.py "${name}" > "${name}.json"`;
  tasks.push(
    taskOf(name.replace(/\W/g, "-"), command, { resourceFiles, output: `${name}.json`, containerUrl }),
  );
}
await runJob(id, tasks, container);
