import assert from "node:assert/strict";
import { readRequest } from "../../../../local/emulator/protocol/request.ts";
import { apiVersions, operations } from "../../../../local/emulator/protocol/versions.ts";
import { responseProblems } from "../../../helpers/response-problems.ts";

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
          assert(readRequest({ version, operation, query, body }).problems.length > 0, operation);
          for (const status of [...successStatuses, 404])
            assert(Array.isArray(responseProblems({ version, operation, status, body })));
        }
    });
});

describe("an object whose type Azure's files leave out", () => {
  for (const version of apiVersions)
    it(`is read as one by ${version}`, () => {
      const problemsWith = (identityReference: unknown) =>
        readRequest({
          version,
          operation: "Task_Add",
          body: { id: "task", commandLine: "/bin/true", resourceFiles: [{ identityReference }] },
        }).problems;
      assert.deepEqual(problemsWith({ resourceId: "/subscriptions/1" }), []);
      assert.match(JSON.stringify(problemsWith("x")), /'StartObject' node was expected/);
    });
});
