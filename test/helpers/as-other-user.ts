import { execFile } from "node:child_process";
import { promisify } from "node:util";

const nobody = 65_534;

/** Calls without root's rights, which override file permissions. The other user becomes the owner of the folder and its content. */
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
