import { execFile } from "node:child_process";
import { promisify } from "node:util";

const nobody = 65_534;

/** Does something without the rights of root, who may do all with any file; the folder with all in it becomes that user's. */
export const asOtherUser = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return work();
  await promisify(execFile)("chown", ["-R", `${nobody}:${nobody}`, folder]);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
};
