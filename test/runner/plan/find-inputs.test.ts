import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { RunnerError } from "../../../runner/errors.ts";
import { commonFolder, findInputs } from "../../../runner/plan/find-inputs.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const files = ["a.txt", "b.md", "north/a.txt", "north/deep/c.txt", "[1].txt", "1.txt"];

const finds = (globs: string[], names: string[]) => () =>
  withTemporaryFolder(async (folder) => {
    await fill(folder);
    assert.deepEqual(
      (await findInputs(globs, folder)).map(({ name }) => name),
      names,
    );
  });

const refuses =
  (globs: string[], ...expected: Parameters<typeof isUsageError>) =>
  () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      await assert.rejects(findInputs(globs, folder), isUsageError(...expected));
    });

const fill = async (folder: string): Promise<void> => {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
  await symlink("/nowhere", join(folder, "broken"));
};

describe("plan/find-inputs", () => {
  it("finds files of one folder", finds(["*.txt"], ["[1].txt", "1.txt", "a.txt"]));
  it("names files relative to the deepest common folder", finds(["north/**/*.txt"], ["a.txt", "deep/c.txt"]));
  it("finds files of the same name in two folders", finds(["**/a.txt"], ["a.txt", "north/a.txt"]));
  it("sorts numbers by value", () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ["10.txt", "9.txt", "a1.txt"]) await writeFile(join(folder, name), "");
      assert.deepEqual(
        (await findInputs(["*"], folder)).map(({ name }) => name),
        ["9.txt", "10.txt", "a1.txt"],
      );
    }));
  it("finds one file by its path", finds(["north/deep/c.txt"], ["c.txt"]));
  it("returns a file once if two globs match it", finds(["*.md", "b.*", "a.txt"], ["a.txt", "b.md"]));
  it("takes a glob that names a file literally", finds(["[1].txt"], ["[1].txt"]));
  it("skips folders", finds(["nort*/*"], ["a.txt"]));

  it("refuses a glob without a match", refuses(["*.pdf"], "NoInputFound", "*.pdf"));
  it("refuses a second glob without a match", refuses(["*.txt", "*.pdf"], "NoInputFound", "*.pdf"));
  it("refuses a folder", refuses(["north"], "InputIsFolder", "north"));
  it("refuses an empty glob", refuses([""], "InvalidInput", "glob"));
  it("refuses a broken link", refuses(["brok*"], "InputLinkBroken", "broken"));
  it("refuses a broken link by its name", refuses(["broken"], "InputLinkBroken", "broken"));

  it("finds every file of a folder, dotfiles included, by ** at the end", async () => {
    const zarr = [".d/.y", ".d/x", ".zarray", "0/.z", "0/1"];
    const others = ["a/.x.txt", "a/x.txt", ".hidden/y.txt"];
    await withTemporaryFolder(async (folder) => {
      for (const file of [...zarr.map((name) => `d.zarr/${name}`), ...others]) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), "");
      }
      const names = async (glob: string) => (await findInputs([glob], folder)).map(({ name }) => name);
      for (const glob of [
        "d.zarr/**",
        "*.zarr/**",
        "./d.zarr/**/*",
        join(folder, "d.zarr/**"),
        "**/d.zarr/**",
      ])
        assert.deepEqual((await names(glob)).sort(), zarr, glob);
      assert.deepEqual(await names("**/*.txt"), ["x.txt"]);
      assert.deepEqual(await names("a/*"), ["x.txt"]);
      assert.deepEqual(await names("a/.*"), [".x.txt"]);
      assert.deepEqual(await names(".hidden/*"), ["y.txt"]);
      assert.deepEqual(await names("{a,.hidden}/{x,y}.txt"), [".hidden/y.txt", "a/x.txt"]);
    });
  });

  it("skips links to folders", () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      await symlink("north", join(folder, "link"));
      await symlink("..", join(folder, "north/up"));
      const names = async (glob: string) => (await findInputs([glob], folder)).map(({ name }) => name);
      assert.deepEqual(await names("l*/a.txt"), ["a.txt"]);
      await assert.rejects(names("[ln]*"), isUsageError("NoInputFound", "[ln]*"));
      assert.deepEqual(await names("north/**"), ["a.txt", "deep/c.txt"]);
    }));

  it("reports everything that can't be an input at once, without opening it", () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      const sh =
        "mkfifo pipe; touch 'back\\slash' $'line\nbreak' $'bytes\\xff' .batch-new; mkdir $'d\\xff'; touch $'d\\xff/x'";
      await promisify(execFile)("/bin/bash", ["-c", sh], { cwd: folder });
      const socket = createServer().listen(join(folder, "socket"));
      try {
        await assert.rejects(findInputs(["**", "no*.pdf", "none"], folder), (error: RunnerError) => {
          isUsageError("InvalidInputs", "10")(error);
          const { hint = "" } = error;
          const expected = [
            "/bytes\ufffd ",
            "/d\ufffd/x ",
            " no*.pdf ",
            " none ",
            "/broken ",
            "/pipe ",
            "/socket ",
            "/back\\slash ",
            "/line\\nbreak ",
            "/.batch-new ",
          ];
          const lines = hint.split("\n");
          for (const name of expected)
            assert.equal(lines.filter((line) => line.includes(name)).length, 1, `${name} in: ${hint}`);
          assert.equal(lines.length, expected.length, hint);
          return true;
        });
      } finally {
        socket.close();
      }
    }));

  it("lists ten problems without a rest, and one of eleven as the rest", () =>
    withTemporaryFolder(async (folder) => {
      const linesOf = async (glob: string): Promise<string[] | undefined> =>
        (await findInputs([glob], folder).catch((error: RunnerError) => error.hint))?.toString().split("\n");
      await promisify(execFile)("/bin/bash", ["-c", "mkfifo {1..10}"], { cwd: folder });
      assert.equal((await linesOf("*"))?.filter((line) => line.includes("/")).length, 10);
      assert.equal((await linesOf("*"))?.length, 10);
      await promisify(execFile)("/bin/bash", ["-c", "mkfifo 11"], { cwd: folder });
      assert.equal((await linesOf("*"))?.filter((line) => line.includes("/")).length, 10);
      assert.match((await linesOf("*"))?.at(-1) ?? "", /\b1\b/);
    }));

  it("lists at most ten problems", () =>
    withTemporaryFolder(async (folder) => {
      await promisify(execFile)("/bin/bash", ["-c", "mkfifo {1..25}"], { cwd: folder });
      await assert.rejects(findInputs(["*"], folder), (error: RunnerError) => {
        isUsageError("InputNotAFile", "25", "15")(error);
        return error.hint?.split("\n").length === 11;
      });
    }));

  it("gives a hint for a pattern that names a folder", () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ["br [1]", "{a,b}", "+(a)"]) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, "x"), "");
        const error = await findInputs([`${name}/*`], folder).catch((refused) => refused);
        const glob = /pass '(.*)'$/.exec(error.hint)?.[1] ?? assert.fail(error);
        assert.equal((await findInputs([glob], folder)).length, 1, glob);
      }
    }));

  it("refuses an argument that isn't UTF-8", refuses(["a\ufffd.txt"], "NoInputFound", "a\ufffd.txt"));

  it("refuses a file that is removed before it is hashed", () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      const files = await findInputs(["a.txt"], folder);
      await rm(join(folder, "a.txt"));
      const hashes = hashInputs(files, new AbortController().signal);
      await assert.rejects(hashes, isUsageError("InputRemoved", "/a.txt"));
    }));

  it("refuses a file whose content can't be read", async function () {
    if (process.platform !== "linux") this.skip();
    const files = await findInputs(["/proc/self/mem"], "/");
    const hashes = hashInputs(files, new AbortController().signal);
    await assert.rejects(hashes, isUsageError("InputUnreadable", "/proc/self/mem", "EIO"));
  });

  it("returns path, name and size", () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      const path = join(folder, "b.md");
      assert.deepEqual(await findInputs([path], "/"), [{ path, name: "b.md", size: 4 }]);
    }));

  it("returns the root as the common folder of unrelated paths", () => {
    assert.equal(commonFolder(["/a/b/x", "/c/x"]), "/");
    assert.equal(commonFolder(["/a/b/x", "/a/bc/x"]), "/a");
  });
});
