import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Calls with a new empty folder, by default in the system's temporary folder, and always removes it afterwards. */
export const withTemporaryFolder = async <T>(
  use: (folder: string) => Promise<T>,
  parent = tmpdir(),
): Promise<T> => {
  const folder = await mkdtemp(join(parent, "batch-test-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
