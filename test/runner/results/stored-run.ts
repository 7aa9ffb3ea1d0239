import { createHash } from "node:crypto";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { completed, manifestOf } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";

export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** A run of this many tasks in memory. `t-<i>` wrote `t-<i>.txt` with the content `result <i>`, and recorded its MD5. */
export const storedRun = (count: number, jobId = "job-1") => {
  const manifest = { ...manifestOf(count), jobId };
  const output = memoryContainer("https://store.blob.core.windows.net/output");
  const outcomes = manifest.tasks.map((task, index): TaskOutcome => {
    const content = `result ${index}`;
    const path = `${task.id}.txt`;
    const blobName = `${jobId}/${task.id}/${path}`;
    output.put(blobName, content);
    output.put(`${jobId}/${task.id}/.batch-hashes`, `${md5(content)}  ${path}\n`);
    const etag = output.blobs.get(blobName)?.etag;
    const files = [{ path, size: content.length, md5: md5(content), etag }];
    return { ...completedOutcome(task, completed(task.id), {}), files };
  });
  return { manifest, output, outcomes };
};
