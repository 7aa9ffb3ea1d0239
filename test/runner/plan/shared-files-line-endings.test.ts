import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findSharedFiles } from "../../../runner/plan/shared-files.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const find = (name: string, content: string): Promise<string[]> =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const { files } = await findSharedFiles([pathToFileURL(path)], new AbortController().signal);
    return files.map((file) => file.name);
  });

describe("plan/shared-files: line endings", () => {
  for (const interpreter of ["/bin/sh", "/bin/bash -e", "/usr/bin/env bash", "/usr/bin/zsh"])
    it(`refuses a script of ${interpreter} with CRLF`, async () => {
      const found = find("a.sh", `#!${interpreter}\r\necho\r\n`);
      await assert.rejects(found, isUsageError("WindowsLineEndings", "/a.sh"));
    });

  for (const [name, content] of [
    ["with-lf.sh", "#!/bin/bash\necho\r\n"],
    ["stats.py", "#!/usr/bin/env python3\r\nprint()\r\n"],
    ["table.csv", "a,b\r\n1,2\r\n"],
    ["empty", ""],
  ] as const)
    it(`accepts ${name}`, async () => assert.deepEqual(await find(name, content), [name]));
});
