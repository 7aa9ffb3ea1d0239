import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeReportFiles } from "../../../runner/report/write-report.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { outcomeOf, sourceOf } from "./sample-source.ts";

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
});
