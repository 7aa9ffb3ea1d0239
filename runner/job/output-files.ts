import type { BatchServiceModels as Models } from "@azure/batch";
import type { ManifestTask } from "../manifest/manifest.ts";
import { filePatterns, literally } from "../manifest/patterns.ts";
import { hashesFile, inputHashesFile } from "../manifest/reserved-names.ts";
import { usageUpload } from "./record-usage.ts";

/** A pattern of files to upload, and their path in the output container. */
interface OutputFile {
  readonly filePattern: string;
  readonly path: string;
}

/** Returns Batch's output files for a task's logs and outputs, which go to a folder of the container. */
export const outputFiles = (
  { outputs, patterns = [], results = [] }: Pick<ManifestTask, "outputs" | "patterns" | "results">,
  { folder, container }: OutputPlace,
): Models.OutputFile[] =>
  [
    { filePattern: "../std*.txt", path: folder },
    ...outputs.map((output) => outputPattern(literally(output), folder)),
    ...patterns.flatMap(({ pattern }) => filePatterns(pattern).map((each) => outputPattern(each, folder))),
    usageUpload(folder),
    ...(outputs.length + patterns.length > 0
      ? [{ filePattern: hashesFile, path: `${folder}/${hashesFile}` }]
      : []),
    ...(results.length > 0 ? [{ filePattern: inputHashesFile, path: `${folder}/${inputHashesFile}` }] : []),
  ].map(({ filePattern, path }) => ({
    filePattern,
    destination: { container: { ...container, path } },
    // After a failure too, because the files that a failed task wrote are useful.
    uploadOptions: { uploadCondition: "taskcompletion" },
  }));

/**
 * Returns a pattern with its blob path. Without a wildcard, the path names the blob; with one, it names the virtual folder that Batch
 * appends a match to, from the first wildcard on [D: batch-task-output-files].
 */
const outputPattern = (filePattern: string, folder: string): OutputFile => {
  const parts = filePattern.split("/");
  const wild = parts.findIndex((part) => /[*?[\]]/.test(part));
  const plain = wild === -1 ? parts : parts.slice(0, wild);
  return { filePattern, path: [folder, ...plain].join("/") };
};

interface OutputPlace {
  readonly folder: string;
  readonly container: Pick<Models.OutputFileBlobContainerDestination, "containerUrl" | "identityReference">;
}
