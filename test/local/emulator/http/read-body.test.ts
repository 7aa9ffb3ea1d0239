import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { readBody } from "../../../../local/emulator/http/read-body.ts";

const limit = 4 * 1024 * 1024;

/** A request that receives these chunks; `isWhole` unless the connection closes before its end. */
const requestOf = (chunks: readonly string[], { method = "POST", length = "", isWhole = true } = {}) => {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  if (length !== "") request.headers["content-length"] = length;
  for (const chunk of chunks) request.push(Buffer.from(chunk));
  if (isWhole) {
    request.complete = true;
    request.push(null);
  } else request.destroy(new Error("aborted"));
  return request;
};

describe("readBody", () => {
  it("joins the body's chunks", async () => {
    assert.equal(String(await readBody(requestOf(["ab", "cd"]))), "abcd");
  });

  for (const method of ["GET", "HEAD"])
    it(`ignores a body of ${method}`, async () => {
      assert.equal((await readBody(requestOf(["ab"], { method }))).length, 0);
    });

  it("takes 4 MB, whether announced or not", async () => {
    for (const length of ["", String(limit)])
      assert.equal((await readBody(requestOf(["x".repeat(limit)], { length }))).length, limit);
    const tooLarge = { code: "RequestBodyTooLarge" };
    await assert.rejects(readBody(requestOf(["x".repeat(limit), "x"])), tooLarge);
    await assert.rejects(readBody(requestOf([], { length: String(limit + 1) })), tooLarge);
  });

  it("refuses a body that ends early", async () => {
    await assert.rejects(readBody(requestOf([], { isWhole: false })), { code: "InvalidRequestBody" });
  });
});
