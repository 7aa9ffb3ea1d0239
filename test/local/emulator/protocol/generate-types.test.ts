import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { currentTypes, generateTypes } from "../../../../local/emulator/protocol/generate-types.ts";
import type { ApiDefinition } from "../../../../local/emulator/protocol/schema.ts";

const operation = { method: "POST", path: "/jobs", query: {}, responses: {} };

const older: ApiDefinition = {
  operations: { Job_Add: { ...operation, body: "Job" } },
  definitions: {
    Job: {
      type: "object",
      required: ["id", "pool"],
      properties: { id: { type: "string" }, pool: { $ref: "Pool" } },
    },
    Pool: { type: "object", properties: { state: { type: "string", enum: ["active"] } } },
    JobList: { type: "object", properties: { "odata.nextLink": { type: "string" } } },
  },
};

const newer: ApiDefinition = {
  operations: {
    Job_Add: { ...operation, body: "Job", bodyOptional: true },
    Job_Get: operation,
  },
  definitions: {
    Job: {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string" },
        counts: { type: "array", items: { type: "integer" } },
        kinds: { type: "array", items: { type: "string", enum: ["a", "b"] } },
        settings: { type: "object" },
        tags: { type: "object", additionalProperties: { type: "string" } },
        url: { readOnly: true },
      },
    },
    Pool: { type: "object", properties: { state: { type: "string", enum: ["active", "deleting"] } } },
  },
};

describe("generateTypes", () => {
  const types = generateTypes([older, newer]);

  it("has types.ts as its current output", () => {
    const file = new URL("../../../../local/emulator/protocol/types.ts", import.meta.url);
    assert.equal(readFileSync(file, "utf8"), currentTypes(), "run `npm run generate`");
  });

  it("names the operations of all versions", () => {
    assert.match(types, /^export type OperationId = "Job_Add" \| "Job_Get";$/m);
  });

  it("lists the operations that take a body, and whether they require it", () => {
    assert.match(types, /export interface RequestBodies \{\n {2}readonly Job_Add: Job \| undefined;\n\}/);
  });

  it("merges the versions: all properties, and required ones only if every version requires them", () => {
    assert.ok(
      types.includes(
        [
          "export interface Job {",
          "  readonly counts?: readonly number[];",
          "  readonly id: string;",
          '  readonly kinds?: readonly ("a" | "b")[];',
          "  readonly pool?: Pool;",
          "  readonly settings?: Readonly<Record<string, unknown>>;",
          "  readonly tags?: Readonly<Record<string, string>>;",
          "}",
        ].join("\n"),
      ),
      types,
    );
  });

  it("merges the values of enums", () => {
    assert.match(types, /readonly state\?: "active" \| "deleting";/);
  });

  it("leaves out the pages of lists", () => {
    assert.doesNotMatch(types, /JobList/);
  });

  it("breaks a union at 110 characters", () => {
    const of = (length: number) =>
      generateTypes([
        { operations: {}, definitions: { E: { type: "string", enum: ["a", "b".repeat(length - 25)] } } },
      ]);
    assert.match(of(110), /^export type E = "a" \| "b{85}";$/m);
    assert.match(of(111), /^export type E =\n {2}\| "a"\n {2}\| "b{86}";$/m);
  });
});
