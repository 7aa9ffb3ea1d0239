import { open } from "node:fs/promises";
import { join } from "node:path";
import { localPath } from "../manifest/local-path.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { ownPath } from "../manifest/patterns.ts";
import { bytes } from "../text/amounts.ts";
import type { OutcomeFile } from "./outcome.ts";

/** Most outputs, and most lines of stdout, in a row. */
const mostLines = 3;

/** Bytes of stdout that are read for a row. */
const longestStart = 4096;

/** Returns the columns of a run without a workload file: its tasks' outputs, or stdout if they declare none. */
export const lineColumns = ({ tasks }: Pick<Manifest, "tasks">): string[] => [
  Iterator.from(tasks).some(hasOutputs) ? "output" : "stdout",
];

const hasOutputs = ({ outputs, patterns = [] }: ManifestTask): boolean =>
  outputs.length + patterns.length > 0;

/** Returns a task's row: its outputs with their sizes, or the start of its stdout. */
export const lineRow = async (
  folder: string,
  task: ManifestTask,
  files: readonly OutcomeFile[],
): Promise<string[]> => {
  const lines = hasOutputs(task)
    ? files.flatMap(({ path, size }) => {
        const own = ownPath(task, path);
        return own === undefined ? [] : [`${own} (${bytes(size)})`];
      })
    : await startOfStdout(folder, task);
  const shown = lines.slice(0, mostLines);
  return [[...shown, ...(lines.length > mostLines ? ["…"] : [])].join("\n")];
};

const startOfStdout = async (folder: string, { id }: ManifestTask): Promise<string[]> => {
  const file = await open(join(folder, localPath(`logs/${id}/stdout.txt`))).catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestStart), 0, longestStart, 0);
    return buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n");
  } finally {
    await file.close();
  }
};
