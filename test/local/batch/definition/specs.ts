import { existsSync } from "node:fs";
import type { Context } from "mocha";

const folder = new URL("../../../../../shared/specs", import.meta.url).pathname;

/** Azure's API definitions, which are not part of the project: without them the test is skipped, and says so. */
export const specsOrSkip = (test: Context): string => {
  if (existsSync(folder)) return folder;
  console.warn(`    SKIPPED: Azure's API definitions are not there (${folder}).`);
  return test.skip();
};
