import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Calls with a new empty folder, in the system's place for them or another, and removes it afterwards, whatever happens. */
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
