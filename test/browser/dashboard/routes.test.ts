import assert from "node:assert/strict";
import { hrefs, parseRoute } from "../../../browser/dashboard/routes.ts";

describe("addresses of the dashboard", () => {
  it("lead to the page that they were made for", () => {
    assert.deepEqual(parseRoute(hrefs.runs), { page: "runs" });
    assert.deepEqual(parseRoute(hrefs.run("a-1")), { page: "run", jobId: "a-1" });
    assert.deepEqual(parseRoute(hrefs.job("nightly:job-1")), { page: "job", jobId: "nightly:job-1" });
    assert.deepEqual(parseRoute(hrefs.pool("p%2F/x")), { page: "pool", poolId: "p%2F/x" });
    assert.deepEqual(parseRoute(hrefs.task("j", "t", false)), {
      page: "task",
      jobId: "j",
      taskId: "t",
      isRun: false,
    });
  });

  it("show runs if they name no page", () => {
    assert.deepEqual(["", "#", "#/"].map(parseRoute), Array(3).fill({ page: "runs" }));
  });

  it("are unknown if they name no page that exists, or can't be decoded", () => {
    for (const hash of [
      "#/zzz",
      "#/runs/a/b",
      "#/runs/a/tasks/",
      "#/runs/a/tasks/b/c",
      "#/pools/a/b",
      "#/runs/%ff",
    ])
      assert.deepEqual(parseRoute(hash), { page: "unknown", hash });
  });
});
