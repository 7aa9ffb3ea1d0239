import assert from "node:assert/strict";
import { findWorkload, workloadNamed } from "../../../runner/plan/find-workload.ts";
import { defineWorkload } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const workload = defineWorkload({ description: "", command: "true", plan: () => [] });
const failing = (error: unknown) => ({ workloads: { mine: () => Promise.reject(error) } });

describe("plan/find-workload", () => {
  it("returns a workload, loaded on demand or not", async () => {
    assert.equal(await findWorkload("mine", { workloads: { mine: async () => workload } }), workload);
    assert.equal(await findWorkload("mine", { workloads: { mine: workload } }), workload);
  });

  it("returns undefined for an unknown workload and for names of Object", async () => {
    for (const name of ["other", "toString", "constructor"])
      assert.equal(await workloadNamed(name, { workloads: { mine: workload } }), undefined);
  });

  it("checks the workload's fields", () =>
    assert.rejects(
      findWorkload("mine", { workloads: { mine: Object.assign({ filez: [] }, workload) } }),
      isUsageError("UnknownField", "filez", "files"),
    ));

  it("suggests a name that differs by two letters, but not by three", async () => {
    const context = { workloads: { stations: workload } };
    await assert.rejects(findWorkload("statns", context), (error: Error) => {
      isUsageError("UnknownWorkload", '"statns"', '"stations"')(error);
      return !error.message.includes("task/index.ts");
    });
    await assert.rejects(findWorkload("statn", context), (error: Error) => {
      isUsageError("UnknownWorkload", '"statn"', "task/index.ts")(error);
      return !error.message.includes("stations");
    });
  });

  it("reports a list of workloads that can't be loaded", () =>
    assert.rejects(
      findWorkload("mine", { workloads: { mine: workload }, workloadsError: new Error("broken") }),
      isUsageError("WorkloadsNotLoaded", "broken"),
    ));

  it("names the place of an error, unless its code explains it", async () => {
    const named = (error: unknown) => workloadNamed("mine", failing(error)).catch(({ message }) => message);
    assert.match(await named(new TypeError("x")), /TypeError: x \(.*find-workload\.test\.ts:\d+:\d+\)$/);
    assert.match(await named(Object.assign(new Error("x"), { code: "ENOENT" })), /Error: x$/);
    assert.match(await named("text"), /: text$/);
    const syntax = Object.assign(new SyntaxError("Unexpected token"), {
      stack:
        "/a/workload.ts:3\nconst a = ;\n          ^\n\nSyntaxError: Unexpected token\n    at compile (node:internal:1:2)",
    });
    assert.match(await named(syntax), /: \/a\/workload\.ts:3\nconst a = ;/);
    assert.doesNotMatch(await named(syntax), /at compile/);
    const plain = Object.assign(new SyntaxError("x"), { stack: "SyntaxError: x" });
    assert.match(await named(plain), /SyntaxError: x$/);
  });
});
