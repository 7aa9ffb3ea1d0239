import { readFileSync } from "node:fs";
import { usageFile, usageVariable } from "../manifest/reserved-names.ts";
import { quoteLines } from "./quote-lines.ts";

const recordUsage = readFileSync(new URL("./record-usage.sh", import.meta.url), "utf8").replace(
  /^ *#.*\n/gm,
  "",
);

/** Job-wide environment variable with record-usage.sh, on one line as in `outputsSetting`. */
export const usageSetting = { name: usageVariable, value: `eval ${quoteLines(recordUsage)}` };

/** Bash command that begins the record of a task. It defines the functions that `recorded` and `endRecord` call. */
export const beginRecord = `eval "$${usageVariable}"`;

/** Returns a bash script that runs a program, records its time and resources as an attempt, and leaves its exit code in `$code`. */
export const recorded = (program: string): string => `start_attempt; ${program}; code=$?; end_attempt`;

/** Bash command that stops the measurement after the last attempt. */
export const endRecord = "end_samples";

/** Redirection that keeps a program from holding the pipe whose end stops the measurement. */
export const withoutRecord = "9>&-";

/** Returns the output file that uploads the record. */
export const usageUpload = (folder: string): { filePattern: string; path: string } => ({
  filePattern: usageFile,
  path: `${folder}/${usageFile}`,
});
