import { chown } from "node:fs/promises";

const nobody = 65_534;

/** Does something without the rights of root, who may do all with any file; the folder is this user's. */
export const asOtherUser = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return work();
  await chown(folder, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
};
