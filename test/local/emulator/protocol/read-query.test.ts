import assert from "node:assert/strict";
import { readApiVersion } from "../../../../local/emulator/protocol/read-query.ts";

describe("readApiVersion", () => {
  it("returns a version that the emulator knows", () => {
    assert.equal(readApiVersion("2025-06-01"), "2025-06-01");
  });

  it("reads an older version as the next known one", () => {
    assert.equal(readApiVersion("2023-05-01.17.0"), "2024-02-01.19.0", "of azure-batch 14.0");
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
      assert.throws(() => readApiVersion(value), { code: "UnsupportedRequestVersion" });
    });
});
