import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkOut, runFolder, writeRunFile } from "../../../runner/results/run-folder.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

describe("run-folder", () => {
  it("shows a path in the working directory as relative, another one as absolute", () => {
    const shown = (out?: string) =>
      runFolder({ cwd: "/home/me", projectDir: "/home/me", out, jobId: "job-1" });
    assert.deepEqual(shown("out"), { path: "/home/me/out/job-1", shown: "out/job-1/" });
    assert.deepEqual(shown("/tmp"), { path: "/tmp/job-1", shown: "/tmp/job-1/" });
    assert.deepEqual(shown(".."), { path: "/home/job-1", shown: "/home/job-1/" });
    assert.deepEqual(shown(), { path: "/home/me/out/job-1", shown: "out/job-1/" });
  });

  it("is in the project's out by default, also from a folder below", () => {
    const project = { projectDir: "/home/me", jobId: "job-1" };
    assert.deepEqual(runFolder({ ...project, cwd: "/home/me/task/mine" }), {
      path: "/home/me/out/job-1",
      shown: "../../out/job-1/",
    });
  });

  it("is relative to the current folder if it is named", () =>
    assert.equal(
      runFolder({ projectDir: "/home/me", cwd: "/home/me/task", out: "out", jobId: "job-1" }).path,
      "/home/me/task/out/job-1",
    ));

  it("accepts a folder that exists and one that can be created, and creates nothing", () =>
    withTemporaryFolder(async (folder) => {
      await checkOut({ cwd: folder, projectDir: folder, out: "." });
      await checkOut({ cwd: folder, projectDir: folder, out: "new/deep/folder" });
      assert.deepEqual(await readdir(folder), []);
    }));

  it("rejects a file, and a folder below a file", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "file"), "");
      for (const out of ["file", "file/below/it"])
        await assert.rejects(
          checkOut({ cwd: folder, projectDir: folder, out: out }),
          isUsageError("InvalidOutputFolder", `--out ${out}`, join(folder, "file")),
        );
    }));

  it("rejects a path that the system can't look up", () =>
    withTemporaryFolder((folder) =>
      assert.rejects(
        checkOut({ cwd: folder, projectDir: folder, out: "x".repeat(300) }),
        isUsageError("InvalidOutputFolder", "ENAMETOOLONG"),
      ),
    ));

  // Permissions don't restrict root.
  if (process.getuid?.() !== 0)
    it("rejects a folder without write permission", () =>
      withTemporaryFolder(async (folder) => {
        await mkdir(join(folder, "closed"));
        await chmod(join(folder, "closed"), 0o500);
        await assert.rejects(
          checkOut({ cwd: folder, projectDir: folder, out: "closed/new" }),
          isUsageError("InvalidOutputFolder", "closed"),
        );
        await chmod(join(folder, "closed"), 0o700);
      }));

  it("writes JSON with a line per task, also for no task", () =>
    withTemporaryFolder(async (folder) => {
      for (const tasks of [[], [{ id: "a" }], [{ id: "a" }, { id: "b" }]]) {
        await writeRunFile({ path: folder, shown: "" }, "report.json", { jobId: "job-1" }, tasks);
        const text = await readFile(join(folder, "report.json"), "utf8");
        assert.deepEqual(JSON.parse(text), { jobId: "job-1", tasks });
        assert.equal(text.split("\n").filter((line) => line.includes('"id"')).length, tasks.length);
      }
    }));

  it("keeps the earlier file and leaves no part file if writing fails", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "report.json"), "earlier");
      const failing = async function* () {
        yield { id: "a" };
        throw new Error("no more");
      };
      const writing = writeRunFile({ path: folder, shown: "" }, "report.json", { jobId: "j" }, failing());
      await assert.rejects(writing, { message: "no more" });
      assert.deepEqual(await readdir(folder), ["report.json"]);
      assert.equal(await readFile(join(folder, "report.json"), "utf8"), "earlier");
    }));
});
