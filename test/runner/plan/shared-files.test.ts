import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { findSharedFiles } from "../../../runner/plan/shared-files.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const find = (script: string) =>
  withTemporaryFolder(async (parent) => {
    const folder = join(parent, "app");
    await mkdir(folder);
    await promisify(execFile)("/bin/bash", ["-c", script], { cwd: folder });
    return findSharedFiles([pathToFileURL(folder)], new AbortController().signal);
  });

const refuses =
  (script: string, ...expected: Parameters<typeof isUsageError>) =>
  () =>
    assert.rejects(find(script), isUsageError(...expected));

describe("plan/shared-files", () => {
  it("lists files and empty folders, and copies linked files", async () => {
    const { files, emptyFolders } = await find("mkdir -p a/b c .d; touch a/x .y; ln -s x a/link");
    const names = files.map(({ name }) => name);
    assert.deepEqual(names, ["app/.y", "app/a/link", "app/a/x"]);
    assert.deepEqual(emptyFolders, ["app/.d", "app/a/b", "app/c"]);
  });

  it("refuses a named pipe without reading it", refuses("mkfifo a", "SharedFileNotAFile", "/app/a"));
  it("refuses a link to a device", refuses("ln -s /dev/zero a", "SharedFileNotAFile", "/app/a"));
  it("refuses a link to a folder", refuses("mkdir a; ln -s . b", "SharedLinkToFolder", "/app/b"));
  it("refuses a broken link", refuses("ln -s nothing a", "SharedFileNotFound", "/app/a"));
  it(
    "refuses a name that isn't UTF-8",
    refuses("touch $'\\xff'", "SharedFileNotFound", "/app/\ufffd", "UTF-8"),
  );
  it("refuses a line break", refuses("touch $'a\\nb'", "InvalidSharedFile", "/app/a\\nb"));
  it("accepts a thousand files and folders", async () => {
    const { files, emptyFolders } = await find("touch {1..998}; mkdir a b");
    assert.equal(files.length + emptyFolders.length, 1000);
  });
  it("refuses a thousand and one", refuses("touch {1..1000}; mkdir a", "TooManySharedFiles", "1001"));
  it("accepts empty folders whose paths have 30,000 characters together", async () => {
    const { emptyFolders } = await find(`mkdir ${"a".repeat(192)}-{100..249}`);
    assert.equal(emptyFolders.join("").length, 30_000);
  });
  it(
    "refuses empty folders whose paths have 30,001 characters together",
    refuses(`mkdir ${"a".repeat(192)}-{100..248} ${"b".repeat(197)}`, "EmptyFoldersTooLong", "30001"),
  );
  it(
    "names the folder with most files",
    refuses("mkdir -p a/b; cd a/b; touch {1..1200}", "TooManySharedFiles", "1200", "app/a/b"),
  );
});
