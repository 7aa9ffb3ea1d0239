import assert from "node:assert/strict";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { sasAccess } from "../../../runner/auth/sas-access.ts";
import { manifestOf } from "../fakes.ts";

const key = new StorageSharedKeyCredential("acct", Buffer.alloc(64, 1).toString("base64"));
const container = (base: string, name: string) => new ContainerClient(`${base}/${name}`, key);

const access = (base: string) =>
  sasAccess({
    application: container(base, "application"),
    input: container(base, "input"),
    output: container(base, "output"),
    containerNamed: (name) => container(base, name),
    key,
    manifest: { ...manifestOf(0), workload: "top-words" },
    expiresOn: new Date("2026-11-24T11:15:00Z"),
  });

const query = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe("auth/sas-access", () => {
  it("lets a node read one input and nothing else", () => {
    const url = access("https://acct.blob.core.windows.net").input("abc").httpUrl;
    const { sp, sr, se, spr } = query(url);
    assert.deepEqual({ sp, sr, se, spr }, { sp: "r", sr: "b", se: "2026-11-24T11:15:00Z", spr: "https" });
    assert.equal(new URL(url).pathname, "/input/abc");
  });

  it("lets a node read one blob that was there before, or that another task wrote", () => {
    const { stored, result } = access("https://acct.blob.core.windows.net");
    for (const [{ httpUrl }, path] of [
      [stored({ container: "mine", blob: "a b/1" }), "/mine/a%20b/1"],
      [result("job/task/x"), "/output/job/task/x"],
    ] as const) {
      assert.equal(new URL(httpUrl).pathname, path);
      assert.deepEqual([query(httpUrl).sp, query(httpUrl).sr], ["r", "b"]);
    }
  });

  it("lets a node read the code", () => {
    const url = access("https://acct.blob.core.windows.net").bundle.httpUrl;
    assert.equal(new URL(url).pathname, `/application/top-words/${"b".repeat(64)}.mjs`);
    assert.equal(query(url).sp, "r");
  });

  it("lets a node write outputs, but neither read nor list nor delete", () => {
    const { sp, sr, se } = query(access("https://acct.blob.core.windows.net").output.containerUrl);
    assert.deepEqual({ sp, sr, se }, { sp: "w", sr: "c", se: "2026-11-24T11:15:00Z" });
  });

  it("allows plain HTTP on the local cloud only", () => {
    const { spr } = query(access("http://127.0.0.1:10000/acct").input("abc").httpUrl);
    assert.equal(spr, "https,http");
  });
});
