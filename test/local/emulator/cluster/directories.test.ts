import assert from "node:assert/strict";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeDirectory } from "../../../../local/emulator/cluster/directories.ts";
import { asOtherUser } from "../../../helpers/as-other-user.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

describe("removeDirectory", () => {
  for (const mode of [0o555, 0o000]) {
    it(`removes folders without permissions (mode ${mode.toString(8)})`, () =>
      withTemporaryFolder((folder) =>
        asOtherUser(folder, async () => {
          const closed = join(folder, "task", "wd", "go", "module");
          // Removed at the same time.
          const others = Array.from({ length: 200 }, (_, i) => join(folder, "task", `other-${i}`, "wd"));
          for (const each of [closed, ...others]) {
            await mkdir(each, { recursive: true });
            await writeFile(join(each, "file.go"), "");
          }
          await chmod(closed, mode);
          await chmod(join(closed, ".."), mode);
          await removeDirectory(join(folder, "task"));
          assert.deepEqual(await readdir(folder), []);
        }),
      ));
  }

  it("ignores a missing directory", () =>
    withTemporaryFolder((folder) => removeDirectory(join(folder, "none"))));
});
