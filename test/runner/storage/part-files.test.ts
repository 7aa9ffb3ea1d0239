import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { partPath, removeDeadParts } from "../../../runner/storage/part-files.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const module = pathToFileURL(join(import.meta.dirname, "../../../runner/storage/part-files.ts"));

/** A process that starts writing a file in this folder and runs until it is killed. */
const startWriter = async (folder: string) => {
  const script = `
    import { writeFileSync } from "node:fs";
    import { partPath } from ${JSON.stringify(module.href)};
    const path = partPath(${JSON.stringify(folder)});
    writeFileSync(path, "half");
    console.log(path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script]);
  const [path] = await once(child.stdout, "data");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { name: basename(String(path).trim()), kill };
};

describe("part files", () => {
  it("of a killed process are removed, also in subfolders; those of a live process are kept", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "deep/er"), { recursive: true });
      const dead = await startWriter(join(folder, "deep/er"));
      const live = await startWriter(folder);
      try {
        await dead.kill();
        const own = partPath(folder);
        await writeFile(own, "half");
        const result = join(folder, "deep", ".mine.part");
        await writeFile(result, "an output that is called so");
        await removeDeadParts(folder, new Date());
        assert.deepEqual(await readdir(join(folder, "deep/er")), []);
        assert.deepEqual(await readdir(dirname(result)), [".mine.part", "er"]);
        assert.deepEqual((await readdir(folder)).sort(), [basename(own), "deep", live.name].sort());
      } finally {
        await live.kill();
      }
    }));

  it("of another machine or an earlier version are removed a week after they were written", () =>
    withTemporaryFolder(async (folder) => {
      const uuid = "00000000-0000-4000-8000-000000000000";
      for (const name of [`.${uuid}.part`, `.0123abcd-1-${uuid}.part`]) {
        await writeFile(join(folder, name), "half");
        const written = new Date("2026-01-01T00:00:00Z");
        await utimes(join(folder, name), written, written);
      }
      await removeDeadParts(folder, new Date("2026-01-07T00:00:00Z"));
      assert.equal((await readdir(folder)).length, 2);
      await removeDeadParts(folder, new Date("2026-01-09T00:00:00Z"));
      assert.deepEqual(await readdir(folder), []);
    }));

  it("are removed without an error from a folder that doesn't exist", () =>
    removeDeadParts("/nowhere/at/all", new Date()));
});
