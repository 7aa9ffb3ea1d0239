import assert from "node:assert/strict";
import { BatchError } from "../../../../local/emulator/protocol/errors.ts";
import { readRequest } from "../../../../local/emulator/protocol/read-request.ts";
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
    it(`of ${version} refuses junk with Azure's errors`, () => {
      for (const { operationId: operation, successStatuses } of operations(version))
        for (const body of junk) {
          const query = { timeout: "junk" };
          assert.throws(() => readRequest({ version, operation, query, body }), BatchError, operation);
          for (const status of [...successStatuses, 404])
            assert(Array.isArray(responseProblems({ version, operation, status, body })));
        }
    });
});

describe("an object whose type Azure's files omit", () => {
  for (const version of apiVersions.filter((each) => each >= "2021-06-01.14.0"))
    it(`is read as an object by ${version}`, () => {
      const read = (identityReference: unknown) =>
        readRequest({
          version,
          operation: "Task_Add",
          body: { id: "task", commandLine: "/bin/true", resourceFiles: [{ identityReference }] },
        });
      read({ resourceId: "/subscriptions/1" });
      assert.throws(() => read("x"), { code: "InvalidRequestBody" });
    });
});
