import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commonFolder, findInputs } from "../../../runner/plan/find-inputs.ts";
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

const refuses = (globs: string[], message: RegExp) => () =>
  withTemporaryFolder(async (folder) => {
    await fill(folder);
    await assert.rejects(findInputs(globs, folder), { kind: "usage", message });
  });

const fill = async (folder: string): Promise<void> => {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
  await symlink("/nowhere", join(folder, "broken"));
};

describe("plan/find-inputs", () => {
  it("one folder", finds(["*.txt"], ["[1].txt", "1.txt", "a.txt"]));
  it("names relative to the deepest common folder", finds(["north/**/*.txt"], ["a.txt", "deep/c.txt"]));
  it("same names in two folders", finds(["**/a.txt"], ["a.txt", "north/a.txt"]));
  it("numbers as people count", () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ["10.txt", "9.txt", "a1.txt"]) await writeFile(join(folder, name), "");
      assert.deepEqual(
        (await findInputs(["*"], folder)).map(({ name }) => name),
        ["9.txt", "10.txt", "a1.txt"],
      );
    }));
  it("one file", finds(["north/deep/c.txt"], ["c.txt"]));
  it("two globs that overlap", finds(["*.md", "b.*", "a.txt"], ["a.txt", "b.md"]));
  it("a file whose name is a pattern", finds(["[1].txt"], ["[1].txt"]));
  it("folders are no files", finds(["nort*/*"], ["a.txt"]));

  it("nothing matches", refuses(["*.pdf"], /^no file matches \*\.pdf in \//));
  it("nothing matches the second", refuses(["*.txt", "*.pdf"], /\*\.pdf/));
  it("a folder", refuses(["north"], /--input north is a folder/));
  it("nothing at all", refuses([""], /--input: expected a glob such as 'data\/\*\.txt', found ""/));
  it("a file that can't be read", refuses(["brok*"], /broken can't be read \(ENOENT\)/));

  it("says where a file is and how large", () =>
    withTemporaryFolder(async (folder) => {
      await fill(folder);
      const path = join(folder, "b.md");
      assert.deepEqual(await findInputs([path], "/"), [{ path, name: "b.md", size: 4 }]);
    }));

  it("takes the root for the common folder of strangers", () => {
    assert.equal(commonFolder(["/a/b/x", "/c/x"]), "/");
    assert.equal(commonFolder(["/a/b/x", "/a/bc/x"]), "/a");
  });
});
