import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeReportFiles, writeReportPage } from "../../../runner/report/write-report.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { manifestOf } from "../fakes.ts";
import { at, outcomeOf, sourceOf } from "./sample-source.ts";

describe("report/write-report", () => {
  it("writes its files, but never replaces an output of a task", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "results.csv"), "written by a task");
      const output = { path: "results.csv", size: 17, md5: "0" };
      await writeReportFiles(sourceOf([outcomeOf(0, { files: [output] })], { folder }), { trace: true });
      const files = ["report.html", "results.csv", "tasks.csv", "trace.json.gz"];
      assert.deepEqual((await readdir(folder)).sort(), files);
      assert.equal(await readFile(join(folder, "results.csv"), "utf8"), "written by a task");
    }));

  it("returns the names that outputs have, in any case, also as folders", () =>
    withTemporaryFolder(async (folder) => {
      const files = ["Report.html", "tasks.csv/a.txt"].map((path) => ({ path, size: 1, md5: "0" }));
      const { written, taken } = await writeReportFiles(sourceOf([outcomeOf(0, { files })], { folder }));
      assert.deepEqual([written, taken], [["results.csv"], ["tasks.csv", "report.html"]]);
      assert.deepEqual(await readdir(folder), ["results.csv"]);
    }));

  it("replaces no output of a task that has not ended", () =>
    withTemporaryFolder(async (folder) => {
      const [task] = manifestOf(1).tasks;
      assert(task !== undefined);
      const patterns = [{ pattern: "*.csv", isOptional: true }];
      const manifest = { ...manifestOf(1), tasks: [{ ...task, outputs: ["report.html"], patterns }] };
      const unfinished = { has: () => true, running: new Map(), now: new Date(at(20)) };
      const { written } = await writeReportFiles(sourceOf([outcomeOf(0)], { folder, manifest, unfinished }));
      assert.deepEqual(written, []);
    }));

  it("writes only the page to a file that the user named", () =>
    withTemporaryFolder(async (folder) => {
      const source = sourceOf([outcomeOf(0)], { folder });
      await writeReportPage(source, "a.html");
      assert.deepEqual(await readdir(folder), ["a.html"]);
      const { written } = await writeReportPage(source, "a.html", { trace: true });
      assert.deepEqual([written, await readdir(folder)], Array(2).fill(["a.html", "a.trace.json.gz"]));
    }));
});
