import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./until.ts";

/** Resolves when the log of the local cloud in `dir` has a match. */
export const untilLogged = async (dir: string, pattern: RegExp): Promise<void> => {
  const isLogged = async () => pattern.test(await readFile(join(dir, "local-cloud.log"), "utf8"));
  await until(isLogged, { what: `the log line ${pattern}`, pauseMs: 50 });
};
