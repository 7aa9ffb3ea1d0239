import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readRequest } from "../../../../local/emulator/protocol/read-request.ts";
import type { OperationId } from "../../../../local/emulator/protocol/types.ts";
import { type ApiVersion, operations } from "../../../../local/emulator/protocol/versions.ts";
import { responseProblems } from "../../../helpers/response-problems.ts";
import { problemsOf } from "./problems-of.ts";

/** An example of Azure's definition, without what the path says. */
interface Example {
  readonly operation: OperationId;
  readonly name: string;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly responses: Record<string, unknown>;
}

/** From Azure/azure-rest-api-specs: azure-examples/README.md. */
const examplesOf = (version: ApiVersion): Example[] =>
  JSON.parse(readFileSync(new URL(`azure-examples/${version}.json`, import.meta.url), "utf8"));

describe("Azure's own examples", () => {
  for (const version of ["2022-10-01.16.0", "2024-07-01.20.0"] as const)
    it(`of ${version} fit the definition`, () => {
      const found = examplesOf(version);
      assert(found.length > 80, `only ${found.length} examples`);
      const wrong = found.flatMap((each) => [
        ...requestLines(version, each),
        ...responseLines(version, each),
      ]);
      assert.deepEqual(wrong, []);
    });

  it("cover all but 4 operations", () => {
    const covered = new Set(examplesOf("2024-07-01.20.0").map(({ operation }) => operation));
    const missing = operations("2024-07-01.20.0").filter(({ operationId }) => !covered.has(operationId));
    assert(missing.length < 5, missing.map(({ operationId }) => operationId).join());
  });
});

const requestLines = (version: ApiVersion, { operation, name, query, body }: Example): string[] =>
  problemsOf(() => readRequest({ version, operation, query, body })).map(
    ({ code, values }) => `${name}: ${code} ${JSON.stringify(values)}`,
  );

const responseLines = (version: ApiVersion, { operation, name, responses }: Example): string[] =>
  Object.entries(responses).flatMap(([status, body]) =>
    responseProblems({ version, operation, status: Number(status), body: body ?? undefined }).map(
      (line) => `${name} ${status}: ${line}`,
    ),
  );
