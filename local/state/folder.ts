import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, ExpectedError, messageOf } from "../emulator/system/errors.ts";
import { LocalCloudError } from "../errors.ts";

/**
 * Creates the local cloud's folder, or closes an existing one to other users, because it contains keys. Git ignores what is in it.
 *
 * @throws LocalCloudError if this user doesn't own it or can't write to it.
 */
export const prepareFolder = (dir: string): void => {
  try {
    createFolder(dir);
    checkOwner(dir);
    if ((statSync(dir).mode & 0o077) !== 0) chmodSync(dir, 0o700);
    rmdirSync(mkdtempSync(join(dir, ".writable-")));
    writeFileSync(join(dir, ".gitignore"), "*\n", { mode: 0o600 });
  } catch (error) {
    if (error instanceof ExpectedError || codeOf(error) === undefined) throw error;
    throw new LocalCloudError(
      "FolderUnwritable",
      `The local cloud cannot keep its data in ${dir}: ${messageOf(error)}. ${elsewhere}`,
    );
  }
};

/** Creates a folder and its parents. Node's `recursive` repeats forever where the system refuses new folders with ENOENT, as in /proc. */
const createFolder = (dir: string): void => {
  if (isFolder(dir)) return;
  const parent = dirname(dir);
  if (parent !== dir) createFolder(parent);
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(dir)) throw error;
  }
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Root may use any folder, for example one that a container mounts. */
const checkOwner = (dir: string): void => {
  const [owner, user] = [statSync(dir).uid, process.geteuid?.()];
  if (user === undefined || user === 0 || owner === user) return;
  throw new LocalCloudError(
    "FolderNotOwned",
    `The local cloud cannot keep its data in ${dir}: expected a folder of user ${user}, got one of user ${owner}. ${elsewhere}`,
  );
};

const elsewhere = "Change the folder's owner or mode, or set BATCH_LOCAL_DIR to another folder.";
