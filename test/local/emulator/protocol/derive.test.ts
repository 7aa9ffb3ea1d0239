import assert from "node:assert/strict";
import { differenceOf, withoutUnused } from "../../../../local/emulator/protocol/derive/difference.ts";
import { withLimits } from "../../../../local/emulator/protocol/derive/limits.ts";
import { definitionsFrom } from "../../../../local/emulator/protocol/derive/python-definitions.ts";
import { modelOf } from "../../../../local/emulator/protocol/derive/python-names.ts";
import { fromSwagger, type Swagger } from "../../../../local/emulator/protocol/derive/swagger.ts";
import type { ApiDefinition } from "../../../../local/emulator/protocol/schema.ts";

const swagger: Swagger = {
  paths: {
    "/pools": {
      post: {
        operationId: "Pool_Add",
        parameters: [
          { name: "pool", in: "body", required: true, schema: { $ref: "#/definitions/PoolAddParameter" } },
          { name: "timeout", in: "query", type: "integer", format: "int32" },
          { name: "ocp-date", in: "header", type: "string" },
        ],
        responses: { "201": {}, default: { schema: { $ref: "#/definitions/BatchError" } } },
      },
      get: {
        operationId: "Pool_List",
        "x-ms-pageable": {},
        responses: { "200": { schema: { $ref: "#/definitions/PoolAddParameter" } } },
      },
    },
    "/file": {
      get: { operationId: "File_Get", responses: { "200": { schema: { type: "object", format: "file" } } } },
    },
  },
  definitions: {
    PoolAddParameter: {
      required: ["vmSize", "id"],
      properties: {
        id: { type: "string" },
        vmSize: { type: "string" },
        state: { $ref: "#/definitions/State", readOnly: true },
        resizeTimeout: { type: "string", format: "duration" },
      },
    },
    State: { type: "string", enum: ["active"] },
    BatchError: { properties: {} },
    Unused: { type: "string" },
  },
  parameters: {},
};

describe("the derivation of azure-batch.json", () => {
  it("takes operations and definitions from OpenAPI", () => {
    const { operations, definitions } = fromSwagger(swagger);
    assert.deepEqual(operations, {
      Pool_Add: {
        method: "POST",
        path: "/pools",
        query: { timeout: { type: "integer", format: "int32" } },
        body: "PoolAddParameter",
        responses: { "201": null },
      },
      Pool_List: {
        method: "GET",
        path: "/pools",
        query: {},
        paged: true,
        responses: { "200": "PoolAddParameter" },
      },
      File_Get: { method: "GET", path: "/file", query: {}, responses: { "200": "file" } },
    });
    assert.deepEqual(definitions.PoolAddParameter, {
      type: "object",
      required: ["id", "vmSize"],
      properties: {
        id: { type: "string" },
        vmSize: { type: "string" },
        state: { $ref: "State", readOnly: true },
        resizeTimeout: { type: "string", format: "duration" },
      },
    });
  });

  it("adds the limits that only descriptions state", () => {
    const { properties } = withLimits(fromSwagger(swagger)).definitions.PoolAddParameter!;
    assert.deepEqual(properties?.id, { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" });
    assert.deepEqual(properties?.resizeTimeout, {
      type: "string",
      format: "duration",
      formatMinimum: "PT5M",
    });
  });

  it("drops definitions that no operation refers to", () => {
    const { definitions } = withoutUnused(fromSwagger(swagger));
    assert.deepEqual(Object.keys(definitions).sort(), ["BatchError", "PoolAddParameter", "State"]);
  });

  it("stores what a version adds, changes and removes", () => {
    const base = fromSwagger(swagger);
    const { Unused: _, ...others } = base.definitions;
    const other: ApiDefinition = {
      operations: base.operations,
      definitions: {
        ...others,
        State: { type: "string", enum: ["active", "deleting"] },
        Added: { type: "string" },
      },
    };
    assert.deepEqual(differenceOf(base, other), {
      operations: {},
      definitions: {
        Unused: null,
        State: { enum: ["active", "deleting"] },
        Added: { type: "string" },
      },
    });
  });

  it("takes a Python client's models, with int32 and read-only from the base version", () => {
    const nothing = { properties: {} };
    const models = Object.fromEntries(Object.values(modelOf).map((name) => [name, nothing]));
    const property = (type: string, required = false) => ({ type, required });
    const python = {
      operations: [],
      enums: { BatchState: { active: "ACTIVE", removing: "REMOVING" } },
      models: {
        ...models,
        BatchPoolCreateOptions: {
          properties: {
            id: property("str", true),
            state: property("Optional[Union[str, '_models.BatchState']]"),
            count: property("Optional[int]"),
            tags: property("Optional[list['_models.BatchTag']]"),
          },
        },
        BatchTag: { properties: { name: property("str", true) } },
      },
    };
    const base = {
      PoolAddParameter: {
        type: "object",
        properties: { state: { $ref: "State", readOnly: true }, count: { type: "integer", format: "int64" } },
      },
      State: { type: "string", enum: ["active"] },
    };
    const made = definitionsFrom(python, base);
    assert.deepEqual(made.PoolAddParameter, {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string" },
        state: { type: "string", enum: ["active", "removing"], readOnly: true },
        count: { type: "integer", format: "int64" },
        tags: { type: "array", items: { $ref: "BatchTag" } },
      },
    });
    assert.deepEqual(made.BatchTag, {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" } },
    });
  });
});
