import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../../../runner/command-context.ts";
import { findWorkload, submitWord, workloadOf } from "../../../runner/plan/find-workload.ts";
import { defineWorkload } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const workload = defineWorkload({ description: "", command: "true", plan: () => [] });
const inProject = (workloads: CommandContext["workloads"], projectDir = "/project") => ({
  workloads,
  projectDir,
});

describe("plan/find-workload", () => {
  it("returns a workload, loaded on demand or not", async () => {
    assert.equal(await findWorkload("mine", inProject({ mine: async () => workload })), workload);
    assert.equal(await findWorkload("mine", inProject({ mine: workload })), workload);
  });

  it("returns undefined for an unknown workload of a run and for names of Object", async () => {
    for (const name of ["other", "toString", "constructor"])
      assert.equal(await workloadOf({ workload: name }, inProject({ mine: workload })), undefined);
  });

  it("checks the workload's fields", () =>
    assert.rejects(
      findWorkload("mine", inProject({ mine: Object.assign({ filez: [] }, workload) })),
      isUsageError("UnknownField", "filez", "files"),
    ));

  it("suggests a name that differs by two letters, but not by three", async () => {
    const context = inProject({ stations: workload });
    await assert.rejects(findWorkload("statns", context), (error: Error) => {
      isUsageError("UnknownWorkload", '"statns"', '"stations"')(error);
      return !error.message.includes("/project/task");
    });
    await assert.rejects(findWorkload("statn", context), (error: Error) => {
      isUsageError("UnknownWorkload", '"statn"', "/project/task")(error);
      return !error.message.includes("stations");
    });
  });

  it("reports an unknown workload of a project without any", () =>
    assert.rejects(
      findWorkload("mine", inProject({})),
      isUsageError("UnknownWorkload", '"mine"', "azbatch new"),
    ));
});

describe("plan/find-workload, for a run of a file", () => {
  const text = 'export const it = { description: "found", command: "true", plan: () => [] };';

  it("loads the file that the run names, not the workload of the same name", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "job.mjs"), text);
      const run = { workload: "job", workloadFile: "job.mjs" };
      assert.equal((await workloadOf(run, inProject({ job: workload }, folder)))?.description, "found");
    }));

  it("returns undefined if the file is missing", () =>
    withTemporaryFolder(async (folder) => {
      const run = { workload: "job", workloadFile: "job.mjs" };
      assert.equal(await workloadOf(run, inProject({ job: workload }, folder)), undefined);
    }));

  it("loads no file outside the project, unless the command line names it", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "job.mjs"), text);
      const context = inProject({}, join(folder, "project"));
      const run = { workload: "job", workloadFile: "../job.mjs" };
      assert.equal(await workloadOf(run, context), undefined);
      assert.equal(await workloadOf({ ...run, workloadFile: join(folder, "job.mjs") }, context), undefined);
      const workloadFile = {
        name: "job",
        path: "../job.mjs",
        inputsFolder: folder,
        load: async () => workload,
      };
      assert.equal(await workloadOf(run, { ...context, workloadFile }), workload);
    }));

  it("returns the word that submits it again, relative to the current folder", () => {
    const run = { workload: "job", workloadFile: "tools/my job/workload.ts" };
    const wordIn = (cwd: string) => submitWord(run, { cwd, projectDir: "/project" });
    assert.equal(wordIn("/project"), "./tools/my job/workload.ts");
    assert.equal(wordIn("/project/tools/my job"), "./workload.ts");
    assert.equal(wordIn("/project/data"), "../tools/my job/workload.ts");
    assert.equal(submitWord({ workload: "job" }, { cwd: "/", projectDir: "/" }), "job");
  });
});
