import assert from "node:assert/strict";
import { requestProblems } from "../../../../local/batch/definition/request.ts";
import { responseProblems } from "../../../../local/batch/definition/response.ts";
import { apiVersions, operations } from "../../../../local/batch/definition/versions.ts";

const junk = [
  null,
  {},
  [],
  "",
  "x",
  0,
  -1,
  1e308,
  true,
  { id: {} },
  { value: [{}] },
  { value: { a: [null] } },
];

describe("every operation of every version", () => {
  for (const version of apiVersions)
    it(`of ${version} judges junk without throwing`, () => {
      for (const { operationId: operation, successStatuses } of operations(version))
        for (const body of junk) {
          const query = { timeout: "junk" };
          assert(requestProblems({ version, operation, query, body }).length > 0, operation);
          for (const status of [...successStatuses, 404])
            assert(Array.isArray(responseProblems({ version, operation, status, body })));
        }
    });
});

describe("an object whose type Azure's files leave out", () => {
  for (const version of apiVersions)
    it(`is read as one by ${version}`, () => {
      const problemsWith = (identityReference: unknown) =>
        requestProblems({
          version,
          operation: "Task_Add",
          body: { id: "task", commandLine: "/bin/true", resourceFiles: [{ identityReference }] },
        });
      assert.deepEqual(problemsWith({ resourceId: "/subscriptions/1" }), []);
      assert.match(JSON.stringify(problemsWith("x")), /'StartObject' node was expected/);
    });
});
