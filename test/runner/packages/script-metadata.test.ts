import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findRequirements } from "../../../runner/packages/requirement-source.ts";
import {
  allowsPython,
  directSources,
  projectMetadata,
  scriptMetadata,
} from "../../../runner/packages/script-metadata.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const script = (...lines: string[]): string =>
  [
    "#!/usr/bin/env python3",
    "# /// script",
    ...lines.map((line) => `# ${line}`),
    "# ///",
    "print()",
    "",
  ].join("\n");

const needs = (name: string): string => script('requires-python = ">=3.11"', `dependencies = ["${name}"]`);

describe("packages/script-metadata", () => {
  it("reads the metadata of a script", () => {
    assert.equal(scriptMetadata(script('dependencies = ["a"]', "")), 'dependencies = ["a"]\n');
    assert.equal(scriptMetadata("# /// script\n# dependencies = []\nimport a\n"), undefined);
    assert.equal(scriptMetadata("print()\n"), undefined);
  });

  it("reads only the parts of pyproject.toml that decide about packages", () => {
    const toml = (version: string, rest: string) =>
      `[build-system]\nrequires = ["x"]\n[project]\nname = "a"\nversion = "${version}"\ndependencies = [\n  "numpy",\n]\n[project.optional-dependencies]\ndev = ["b"]\n${rest}`;
    const own = projectMetadata(toml("1", ""));
    assert.match(own, /numpy[\s\S]*dev/);
    assert.equal(projectMetadata(toml("2", "# note\n[tool.ruff]\nline-length = 100\n")), own);
    assert.notEqual(projectMetadata(toml("1", '[[tool.uv.index]]\nurl = "https://host"\n')), own);
  });

  it("finds dependencies that are not from an index", () => {
    const sources = directSources(
      'dependencies = ["a>=1", "b @ https://host/b.whl"]\n[tool.uv.sources]\nc = { git = "https://host/c" }\nd = { index = "own" }\n[[tool.uv.index]]\nurl = "https://host/simple"\n',
    );
    assert.deepEqual(sources, [
      'dependencies = ["a>=1", "b @ https://host/b.whl"]',
      'c = { git = "https://host/c" }',
    ]);
  });

  for (const [condition, allowed, refused] of [
    [">=3.11", "3.11", "3.10"],
    [">=3.9,<3.12", "3.11", "3.12"],
    [">3.10", "3.11", "3.10"],
    ["<=3.11", "3.11", "3.12"],
    ["==3.11.*", "3.11", "3.12"],
    ["~=3.11", "3.14", "3.10"],
    ["~=3.11.2", "3.11", "3.12"],
    ["!=3.12", "3.11", "3.12"],
    [">=3.11.4", "3.11", "3.10"],
    [">= 3.9", "3.12", "2.7"],
  ] as const)
    it(`compares versions of Python with ${condition}`, () =>
      assert.deepEqual([allowsPython(condition, allowed), allowsPython(condition, refused)], [true, false]));
});

describe("packages/requirement-source of scripts", () => {
  const withScripts = <T>(use: (folder: string) => Promise<T>): Promise<T> =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "app"));
      await writeFile(join(folder, "a.py"), needs("one"));
      await writeFile(join(folder, "app/b.py"), needs("two"));
      await writeFile(join(folder, "app/c.py"), needs("three"));
      return use(folder);
    });
  const url = (folder: string, name: string): URL => pathToFileURL(join(folder, name));

  it("uses scripts in files, and those in folders that the command names", () =>
    withScripts(async (folder) => {
      const files = [url(folder, "a.py"), url(folder, "app")];
      const named = { files, command: 'python3 "$WORKLOAD_DIR/app/b.py"' };
      assert.equal((await findRequirements(named, undefined, folder))?.origin, "a.py, b.py");
      assert.equal((await findRequirements({ files }, undefined, folder))?.origin, "a.py");
    }));

  it("prefers the workload's requirements, and leaves images alone", () =>
    withScripts(async (folder) => {
      const files = [url(folder, "a.py")];
      const own = await findRequirements({ files, requirements: ["x"] }, undefined, folder);
      assert.deepEqual(own?.content, ["x"]);
      assert.equal(await findRequirements({ files, requirements: [] }, undefined, folder), undefined);
      assert.equal(await findRequirements({ files, image: "python:3" }, undefined, folder), undefined);
    }));

  it("refuses a script without metadata as --requirements", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "a.py"), "print()\n");
      await assert.rejects(
        findRequirements({}, "a.py", folder),
        isUsageError("RequirementsUnreadable", "a.py"),
      );
    }));
});
