import assert from "node:assert/strict";
import { BatchError } from "../../../../local/emulator/protocol/errors.ts";
import { readApiVersion } from "../../../../local/emulator/protocol/read-query.ts";
import { apiVersions } from "../../../../local/emulator/protocol/versions.ts";

describe("readApiVersion", () => {
  it("returns a version that the emulator knows", () => {
    assert.equal(readApiVersion("2025-06-01"), "2025-06-01");
  });

  for (const value of [undefined, null, ""])
    it(`requires a version: ${value}`, () => {
      assert.throws(() => readApiVersion(value), {
        code: "MissingRequiredQueryParameter",
        values: [{ key: "QueryParameterName", value: "api-version" }],
      });
    });

  for (const value of ["2001-01-01", "constructor", "2025-06-01 "])
    it(`refuses an unknown version: ${value}`, () => {
      const isRefused = (error: unknown) => {
        assert(error instanceof BatchError);
        assert.equal(error.code, "UnsupportedRequestVersion");
        const { Reason, ...values } = Object.fromEntries(error.values.map((each) => [each.key, each.value]));
        assert.deepEqual(values, { QueryParameterName: "api-version", QueryParameterValue: value });
        assert.deepEqual(Reason?.match(/\d{4}-\d{2}-\d{2}(\.\d+\.\d+)?/g), [...apiVersions]);
        return true;
      };
      assert.throws(() => readApiVersion(value), isRefused);
    });
});
