import assert from "node:assert/strict";
import { withScheme } from "../../infra/batch-account.ts";

describe("withScheme", () => {
  it("adds https:// to Azure's endpoint and leaves the local cloud's unchanged", () => {
    assert.equal(withScheme("a.eastus.batch.azure.com"), "https://a.eastus.batch.azure.com");
    assert.equal(withScheme("http://127.0.0.1:4321"), "http://127.0.0.1:4321");
  });
});
