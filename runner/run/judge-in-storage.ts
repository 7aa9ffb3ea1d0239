import type { BatchTask } from "../batch/batch-task.ts";
import { type ListedBlob, listBlobs } from "../blobs/list-blobs.ts";
import type { Clients } from "../clients.ts";
import { readHashes } from "../job/output-hashes.ts";
import { type ManifestTask, resultPath } from "../plan/manifest.ts";
import { isOutput, missingOutputs } from "../plan/patterns.ts";
import { hashesFile } from "../plan/reserved-names.ts";
import { taskFolder } from "../requests.ts";
import { judge, type OutcomeFile, type TaskOutcome } from "../results/outcome.ts";

/** How a completed task ended, by what Batch says and by its outputs in storage; none of them is fetched. */
export const judgeInStorage = async (
  { output: container, storageCall }: Pick<Clients, "output" | "storageCall">,
  jobId: string,
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const folder = taskFolder({ jobId }, task);
  const found = new Map<string, ListedBlob>();
  for await (const blob of listBlobs(container, `${folder}/`, storageCall))
    found.set(blob.name.slice(folder.length + 1), blob);
  const outputs = [...found].filter(([path]) => isOutput(task, path));
  const isHashNeeded = found.has(hashesFile) && outputs.some(([, { md5 }]) => md5 === undefined);
  const hashes = isHashNeeded ? await readHashes({ container, storageCall, folder }) : new Map();
  const files = outputs.flatMap(([path, { size, md5 = hashes.get(path) }]): OutcomeFile[] =>
    md5 === undefined ? [] : [{ path: resultPath(task, path), size, md5 }],
  );
  return {
    ...judge(task, done, { missing: missingOutputs(task, new Set(outputs.map(([path]) => path))) }),
    files,
  };
};
