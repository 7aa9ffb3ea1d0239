import type { BlobContainer } from "../azure/blob-container.ts";
import { runOfBlob, runsPrefix } from "./blob-names.ts";

interface ListedRun {
  readonly jobId: string;
  /** Time when the manifest was stored. */
  readonly createdAt: Date;
  /** Time when the report was stored; undefined if the run has none. */
  readonly finishedAt?: Date | undefined;
}

/** Yields the runs that have a record, sorted by id; one request per 1,000 blobs. */
export const listRuns = async function* (
  application: Pick<BlobContainer, "list">,
): AsyncGenerator<ListedRun> {
  let run: ListedRun | undefined;
  for await (const { name, lastModified } of application.list(runsPrefix)) {
    const { jobId, file } = runOfBlob(name);
    if (file === "manifest") {
      if (run !== undefined) yield run;
      run = { jobId, createdAt: lastModified };
    } else if (file === "report" && run?.jobId === jobId) run = { ...run, finishedAt: lastModified };
  }
  if (run !== undefined) yield run;
};
