import type { BlobContainer } from "../azure/blob-container.ts";
import { runOfBlob, runsPrefix } from "./blob-names.ts";

export interface ListedRun {
  readonly jobId: string;
  /** When its plan was stored. */
  readonly createdAt: Date;
  /** When its report was stored; undefined if it has not finished. */
  readonly finishedAt?: Date | undefined;
}

/** Every run that has left a record, by id: a call for 2,500 of them. */
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
