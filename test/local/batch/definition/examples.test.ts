import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRequest } from "../../../../local/batch/definition/request.ts";
import { type ApiVersion, operations } from "../../../../local/batch/definition/versions.ts";
import { responseProblems } from "../../../helpers/response-problems.ts";
import { specsOrSkip } from "./specs.ts";

interface Example {
  parameters: Record<string, unknown>;
  responses: Record<string, { body?: unknown }>;
}

interface Swagger {
  paths: Record<
    string,
    Record<string, { operationId: string; "x-ms-examples"?: Record<string, { $ref: string }> } & Parameters>
  >;
}

interface Parameters {
  parameters: { name?: string; in?: string }[];
}

describe("Azure's own examples", () => {
  for (const version of ["2022-10-01.16.0", "2024-07-01.20.0"] as const)
    it(`of ${version} fit: requests and responses`, function () {
      const found = examples(join(specsOrSkip(this), "data-plane", version));
      assert(found.length > 80, `only ${found.length} examples`);
      const wrong = found.flatMap((each) => [
        ...requestLines(version, each),
        ...responseLines(version, each),
      ]);
      assert.deepEqual(wrong, []);
    });

  it("cover nearly all operations", function () {
    const found = examples(join(specsOrSkip(this), "data-plane/2024-07-01.20.0"));
    const covered = new Set(found.map(({ operationId }) => operationId));
    const missing = operations("2024-07-01.20.0").filter(({ operationId }) => !covered.has(operationId));
    assert(missing.length < 5, missing.map(({ operationId }) => operationId).join());
  });
});

interface Found {
  operationId: string;
  path: string;
  example: Example;
  parameters: Parameters["parameters"];
}

const examples = (folder: string): Found[] => {
  const swagger = readJson<Swagger>(join(folder, "BatchService.json"));
  const all = new Set(readdirSync(join(folder, "examples")));
  const found = Object.values(swagger.paths).flatMap((methods) =>
    Object.values(methods).flatMap((operation) =>
      Object.values(operation["x-ms-examples"] ?? {}).map(({ $ref }) => {
        all.delete($ref.replace("./examples/", ""));
        const { operationId, parameters } = operation;
        return { operationId, path: $ref, example: readJson<Example>(join(folder, $ref)), parameters };
      }),
    ),
  );
  assert.deepEqual([...all], [], "examples that no operation refers to");
  return found;
};

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

const requestLines = (version: ApiVersion, { operationId, path, example, parameters }: Found): string[] => {
  const values = (where: string) =>
    parameters.filter((each) => each.in === where).map(({ name = "" }) => [name, example.parameters[name]]);
  const query = Object.fromEntries(
    values("query").map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
  const body = values("body")[0]?.[1];
  return readRequest({ version, operation: operationId, query, body }).problems.map(
    (problem) => `${path}: ${JSON.stringify(problem)}`,
  );
};

const responseLines = (version: ApiVersion, { operationId, path, example }: Found): string[] =>
  Object.entries(example.responses).flatMap(([status, { body }]) =>
    responseProblems({ version, operation: operationId, status: Number(status), body }).map(
      (line) => `${path} ${status}: ${line}`,
    ),
  );
