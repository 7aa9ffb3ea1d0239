import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findRequirements } from "../../../runner/packages/requirement-source.ts";
import { readRequirements } from "../../../runner/packages/requirements-file.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

type Files = Readonly<Record<string, string>>;

const withFiles = <T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return use(folder);
  });

const readFiles = (files: Files) =>
  withFiles(files, (folder) => readRequirements(join(folder, "requirements.txt")));

const contentOf = (files: Files): Promise<unknown> =>
  withFiles(files, async (folder) => (await findRequirements({}, "requirements.txt", folder))?.content);

describe("packages/requirements-file", () => {
  it("reads requirements, constraints and included files", async () => {
    const found = await readFiles({
      "requirements.txt":
        "\uFEFF# a comment\r\nnumpy>=2 # another\n-r more/extra.txt\n-c limits.txt\nrequests[socks] ; python_version < '3.13'\n",
      "more/extra.txt": "--requirement=deep.txt\n",
      "more/deep.txt": "pandas\n",
      "limits.txt": "urllib3<3\n",
    });
    assert.deepEqual(found.requirements, ["numpy>=2", "pandas", "requests[socks] ; python_version < '3.13'"]);
    assert.deepEqual(found.constraints, ["urllib3<3"]);
  });

  it("keeps hashes apart from the requirement, also on continued lines", async () => {
    const [one, two] = ["a".repeat(64), "b".repeat(64)];
    const { requirements, hashes } = await readFiles({
      "requirements.txt": `My_Package==1 \\\n    --hash=sha256:${one} \\\n    --hash=sha256:${two}\n`,
    });
    assert.deepEqual(requirements, ["My_Package==1"]);
    assert.deepEqual([...(hashes.get("my-package") ?? [])], [one, two]);
  });

  it("keeps options about indexes, with paths relative to their file", () =>
    withFiles(
      {
        "requirements.txt":
          "-r sub/more.txt\n--extra-index-url=https://user:${TOKEN}@host/simple\n--pre\n--only-binary :all:\na\n",
        "sub/more.txt": "-f wheels\n--find-links https://host/wheels\n",
      },
      async (folder) => {
        const { indexes } = await readRequirements(join(folder, "requirements.txt"));
        assert.deepEqual(indexes, [
          `-f ${join(folder, "sub/wheels")}`,
          "--find-links https://host/wheels",
          "--extra-index-url https://user:${TOKEN}@host/simple",
          "--pre",
        ]);
      },
    ));

  for (const line of [
    "-e .",
    "--editable=./lib",
    ".",
    "./lib",
    "../lib[extra]",
    "/opt/lib",
    "git+https://host/lib.git",
    "lib @ git+ssh://host/lib.git@v1",
    "lib @ https://host/lib-1-py3-none-any.whl",
    "lib@https://host/lib.zip",
    "https://host/lib.tar.gz",
    "lib-1-py3-none-any.whl",
    "file:///opt/lib",
    "--no-binary :all:",
    "--unknown",
    "-r requirements.txt",
  ])
    it(`refuses ${line}`, () =>
      assert.rejects(
        readFiles({ "requirements.txt": `numpy\n${line}\n` }),
        isUsageError("RequirementNotSupported"),
      ));

  it("prints no credentials of a line that it refuses", () =>
    assert.rejects(
      readFiles({ "requirements.txt": "lib @ https://user:secret@host/lib.whl\n" }),
      (error: Error) => /host\/lib\.whl/.test(error.message) && !/secret|user/.test(error.message),
    ));

  it("names the file that includes a missing one", () =>
    assert.rejects(
      readFiles({ "requirements.txt": "-r gone.txt\n" }),
      isUsageError("RequirementsUnreadable", "ENOENT", "gone.txt", "requirements.txt"),
    ));
});

describe("packages/requirement-source", () => {
  it("has the same content for another layout of the same lines", async () => {
    const one = await contentOf({ "requirements.txt": "numpy\n-r b.txt\n", "b.txt": "requests\n" });
    assert.deepEqual(await contentOf({ "requirements.txt": "# new\nnumpy\nrequests\n" }), one);
  });

  it("has other content after a change of an included file, a constraint or a folder of wheels", async () => {
    const base = { "requirements.txt": "numpy\n-r b.txt\n-c c.txt\n", "b.txt": "a\n", "c.txt": "a<2\n" };
    const before = await contentOf(base);
    for (const changed of [{ "b.txt": "b\n" }, { "c.txt": "a<3\n" }])
      assert.notDeepEqual(await contentOf({ ...base, ...changed }), before);
    await withFiles({ "requirements.txt": "-f wheels\na\n", "wheels/a.whl": "" }, async (folder) => {
      const read = async () => (await findRequirements({}, "requirements.txt", folder))?.content;
      const first = await read();
      await writeFile(join(folder, "wheels/b.whl"), "");
      assert.notDeepEqual(await read(), first);
    });
  });

  it("requires nothing if a file or list has no requirement", async () => {
    assert.equal(await contentOf({ "requirements.txt": "# nothing yet\n" }), undefined);
    assert.equal(await findRequirements({ requirements: [] }, undefined, "/"), undefined);
  });

  it("refuses options in a list", () =>
    assert.rejects(
      findRequirements({ requirements: ["--pre"] }, undefined, "/"),
      isUsageError("RequirementNotSupported"),
    ));
});
