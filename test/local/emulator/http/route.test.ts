import assert from "node:assert/strict";
import { routeInAny, routeInVersion } from "../../../../local/emulator/http/route.ts";

const version = "2025-06-01";

describe("routeInVersion", () => {
  const route = (method: string, rawPath: string) => routeInVersion(version, { method, rawPath });

  it("finds an operation and decodes the path's variables once", () => {
    assert.deepEqual(route("GET", "/jobs/a%20b/tasks/c%252F"), {
      operation: "Task_Get",
      params: { jobId: "a b", taskId: "c%2F" },
    });
    assert.deepEqual(route("HEAD", "/pools/p/nodes/n/files/wd%2Fout.txt"), {
      operation: "File_GetPropertiesFromComputeNode",
      params: { poolId: "p", nodeId: "n", filePath: "wd/out.txt" },
    });
  });

  it("refuses an unknown path", () => {
    for (const path of ["/", "/job", "/jobs/", "/jobs/a/b", "/a/jobs", "/jobs/a/tasks/b/files/c/d"])
      assert.throws(() => route("GET", path), { code: "ResourceNotFound" }, path);
  });

  it("refuses another method on a known path", () => {
    for (const method of ["PUT", "TRACE", "get"])
      assert.throws(() => route(method, "/jobs"), { code: "UnsupportedHttpVerb" }, method);
  });

  it("refuses a variable that can't be decoded", () => {
    assert.throws(() => route("GET", "/jobs/%zz"), { code: "InvalidUri" });
  });

  it("knows only the operations of its version", () => {
    const add = { method: "POST", rawPath: "/certificates" };
    const get = { method: "GET", rawPath: "/certificates(thumbprintAlgorithm=sha1,thumbprint=ab)" };
    assert.equal(routeInVersion("2024-07-01.20.0", add).operation, "Certificate_Add");
    assert.deepEqual(routeInVersion("2024-07-01.20.0", get).params, {
      thumbprintAlgorithm: "sha1",
      thumbprint: "ab",
    });
    for (const request of [add, get])
      assert.throws(() => routeInVersion(version, request), { code: "ResourceNotFound" });
    const start = { method: "POST", rawPath: "/pools/p/nodes/n/start" };
    assert.equal(routeInVersion(version, start).operation, "ComputeNode_Start");
    assert.throws(() => routeInVersion("2024-02-01.19.0", start), { code: "ResourceNotFound" });
  });
});

describe("routeInAny", () => {
  it("knows the operations of all versions", () => {
    const find = (method: string, rawPath: string) => routeInAny({ method, rawPath }).operation;
    assert.equal(find("POST", "/certificates"), "Certificate_Add");
    assert.equal(find("POST", "/pools/p/nodes/n/start"), "ComputeNode_Start");
    assert.equal(find("GET", "/lifetimejobstats"), "Job_GetAllLifetimeStatistics");
  });
});
