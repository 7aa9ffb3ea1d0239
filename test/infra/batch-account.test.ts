import assert from "node:assert/strict";
import { withScheme } from "../../infra/batch-account.ts";

describe("withScheme", () => {
  it("makes a URL of Azure's endpoint, and leaves the local cloud's as it is", () => {
    assert.equal(withScheme("a.eastus.batch.azure.com"), "https://a.eastus.batch.azure.com");
    assert.equal(withScheme("http://127.0.0.1:4321"), "http://127.0.0.1:4321");
  });
});
