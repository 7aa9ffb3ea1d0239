import type { ListedBlob } from "../azure/list-blobs.ts";

interface TaskFolder {
  readonly taskId: string;
  /** By path in the folder. */
  readonly files: ReadonlyMap<string, ListedBlob>;
}

/** Groups a run's blobs by task. They must be sorted by name, so that only one task's blobs are in memory. */
export const taskFolders = async function* (
  blobs: AsyncIterable<ListedBlob>,
  jobId: string,
): AsyncGenerator<TaskFolder> {
  let taskId = "";
  let files = new Map<string, ListedBlob>();
  for await (const blob of blobs) {
    const [folder = "", ...path] = blob.name.slice(jobId.length + 1).split("/");
    if (folder !== taskId) {
      if (files.size > 0) yield { taskId, files };
      [taskId, files] = [folder, new Map()];
    }
    files.set(path.join("/"), blob);
  }
  if (files.size > 0) yield { taskId, files };
};
