import assert from "node:assert/strict";
import { createTaskToken, readTaskToken } from "../../../../local/emulator/system/task-token.ts";

const key = Buffer.from("secret").toString("base64");
const scope = { account: "acc", job: "job" };
const keyOf = (name: string) => (name === "acc" ? key : undefined);

describe("a task's token", () => {
  it("has the account and the job", () => {
    assert.deepEqual(readTaskToken(createTaskToken(scope, key), keyOf), scope);
  });

  it("counts only with the signature of its account's key", () => {
    const [header, , signature] = createTaskToken(scope, key).split(".");
    const claims = Buffer.from(JSON.stringify({ ...scope, job: "other" })).toString("base64url");
    const forged = [
      `${header}.${claims}.${signature}`,
      createTaskToken(scope, Buffer.from("other").toString("base64")),
      createTaskToken({ ...scope, account: "unknown" }, key),
      `${header}.bm90IEpTT04.${signature}`,
      "token",
    ];
    for (const token of forged) assert.equal(readTaskToken(token, keyOf), undefined, token);
  });
});
