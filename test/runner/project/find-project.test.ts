import assert from "node:assert/strict";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findProject, foldersFrom, readPackage } from "../../../runner/project/find-project.ts";
import { findPulumiProject } from "../../../runner/project/pulumi-project.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Calls with the folder of these files, whose names may contain folders. */
const withFiles = (files: Readonly<Record<string, string>>, use: (folder: string) => void): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    use(folder);
  });

const depends = '{ "dependencies": { "azbatch": "1.0.0" } }';

describe("findProject", () => {
  const markers: Readonly<Record<string, [name: string, text: string]>> = {
    "a Pulumi.yaml": ["Pulumi.yaml", "name: mine\n"],
    "a dependency": ["package.json", depends],
    "a dev dependency": ["package.json", '{ "devDependencies": { "azbatch": "*" } }'],
    "the package azbatch": ["package.json", '{ "name": "azbatch" }'],
  };
  for (const [marker, [name, text]] of Object.entries(markers))
    it(`finds a folder with ${marker} from the folder and from below`, () =>
      withFiles({ [name]: text, "deep/er/x": "" }, (folder) => {
        assert.equal(findProject(folder), folder);
        assert.equal(findProject(join(folder, "deep/er")), folder);
      }));

  const others: Readonly<Record<string, string>> = {
    "of another package": '{ "dependencies": { "azbatch-tools": "1.0.0" } }',
    "that isn't JSON": "{",
    "that is a list": "[]",
  };
  for (const [what, text] of Object.entries(others))
    it(`takes no folder with a package.json ${what} for a project`, () =>
      withFiles({ "package.json": text }, (folder) => assert.equal(findProject(folder), undefined)));

  it("returns the nearest project of a monorepo", () =>
    withFiles(
      { "package.json": depends, "packages/a/package.json": depends, "packages/b/x": "" },
      (folder) => {
        assert.equal(findProject(join(folder, "packages/a")), join(folder, "packages/a"));
        assert.equal(findProject(join(folder, "packages/b")), folder);
      },
    ));

  // Only root can give files away.
  if (process.geteuid?.() === 0)
    it("ignores a folder above that belongs to another user, unless the current one does too", () =>
      withTemporaryFolder(async (folder) => {
        const below = join(folder, "below");
        await mkdir(below);
        await chown(folder, 1234, 1234);
        assert(!foldersFrom(below).includes(folder));
        assert(foldersFrom(below).includes(dirname(folder)));
        await chown(below, 1234, 1234);
        assert(foldersFrom(below).includes(folder));
      }));

  it("reads the default workload, and ignores one that isn't a text", () =>
    withFiles(
      { "package.json": '{ "azbatch": { "workload": "a" } }', "b/package.json": '{ "azbatch": 1 }' },
      (folder) => {
        assert.equal(readPackage(folder)?.azbatch?.workload, "a");
        assert.deepEqual(readPackage(join(folder, "b")), { azbatch: undefined });
      },
    ));
});

describe("findPulumiProject", () => {
  const yaml = "name: mine\nruntime: nodejs\n";
  const cases: Readonly<Record<string, [files: Readonly<Record<string, string>>, usesAzbatch: boolean]>> = {
    "next to a package.json with azbatch": [{ "Pulumi.yaml": yaml, "package.json": depends }, true],
    "below a package.json with azbatch": [{ "infra/Pulumi.yaml": yaml, "package.json": depends }, true],
    "with azbatch among its packages": [
      { "Pulumi.yaml": `${yaml}packages:\n  azbatch: azbatch@1.0.0\n` },
      true,
    ],
    "of another infrastructure": [{ "Pulumi.yaml": yaml }, false],
    "next to another package.json": [
      { "infra/Pulumi.yaml": yaml, "infra/package.json": "{}", "package.json": depends },
      false,
    ],
  };
  for (const [where, [files, usesAzbatch]] of Object.entries(cases))
    it(`${usesAzbatch ? "recognizes" : "doesn't recognize"} a Pulumi.yaml ${where}`, () =>
      withFiles({ ...files, "infra/x": "" }, (folder) => {
        const start = join(folder, "infra");
        const { name, usesAzbatch: found } = findPulumiProject(start) ?? assert.fail("none");
        assert.deepEqual([name, found], ["mine", usesAzbatch]);
      }));

  it("finds a Pulumi.yaml above the project", () =>
    withFiles({ "Pulumi.yaml": yaml, "jobs/package.json": depends }, (folder) =>
      assert.equal(findPulumiProject(join(folder, "jobs"))?.folder, folder),
    ));

  for (const text of ["name: [", "runtime: nodejs\n", "- a\n"])
    it(`reports a file that can't be read only if it is ours: ${JSON.stringify(text)}`, () =>
      withFiles({ "Pulumi.yaml": text, "own/Pulumi.yaml": text, "own/package.json": depends }, (folder) => {
        assert.equal(findPulumiProject(folder), undefined);
        assert.throws(
          () => findPulumiProject(join(folder, "own")),
          isEnvironmentError("PulumiSettingsInvalid", "own/Pulumi.yaml"),
        );
      }));
});
