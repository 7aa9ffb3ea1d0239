import assert from "node:assert/strict";
import { StorageSharedKeyCredential } from "@azure/storage-blob";
import { sasAccess } from "../../../runner/azure/sas-access.ts";

const key = new StorageSharedKeyCredential("acct", Buffer.alloc(64, 1).toString("base64"));
const container = (base: string, name: string) => ({ name, url: `${base}/${name}` });

const access = (base: string) =>
  sasAccess({
    application: container(base, "application"),
    input: container(base, "input"),
    output: container(base, "output"),
    containerNamed: (name) => container(base, name),
    key,
    job: { createdAt: new Date("2026-11-24T10:00:00Z"), maxWallClockTimeMs: 15 * 60_000 },
  });

const query = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe("sasAccess", () => {
  it("signs an input's URL for reading this blob only", () => {
    const url = access("https://acct.blob.core.windows.net").input("abc").httpUrl;
    const { sp, sr, se, spr } = query(url);
    assert.deepEqual({ sp, sr, se, spr }, { sp: "r", sr: "b", se: "2026-11-24T11:15:00Z", spr: "https" });
    assert.equal(new URL(url).pathname, "/input/abc");
  });

  it("signs a stored input or another task's output for reading this blob only", () => {
    const { stored, result } = access("https://acct.blob.core.windows.net");
    for (const [{ httpUrl }, path] of [
      [stored({ container: "mine", blob: "a b/1" }), "/mine/a%20b/1"],
      [result("job/task/x"), "/output/job/task/x"],
    ] as const) {
      assert.equal(new URL(httpUrl).pathname, path);
      assert.deepEqual([query(httpUrl).sp, query(httpUrl).sr], ["r", "b"]);
    }
  });

  it("signs the code's URL for reading", () => {
    const url = access("https://acct.blob.core.windows.net").application("top-words/code.mjs").httpUrl;
    assert.equal(new URL(url).pathname, "/application/top-words/code.mjs");
    assert.equal(query(url).sp, "r");
  });

  it("signs the containers of many inputs for reading, not for listing or writing", () => {
    const { reading, input, result } = access("http://127.0.0.1:10000/acct");
    const urls = [input("abc"), input("def"), result("job/task/x")].map(({ httpUrl }) => httpUrl);
    const read = reading(urls.map((url) => url.replace(/\?.*/, "")));
    const { sas } = "sas" in read ? read : assert.fail("no SAS");
    const base = "http://127.0.0.1:10000/acct";
    assert.deepEqual(Object.keys(sas), [`${base}/input`, `${base}/output`]);
    for (const [url, signature] of Object.entries(sas)) {
      const { sp, sr, se } = query(`${url}?${signature}`);
      assert.deepEqual({ sp, sr, se }, { sp: "r", sr: "c", se: "2026-11-24T11:15:00Z" });
    }
  });

  it("signs the output container for writing, not for reading, listing or deleting", () => {
    const { sp, sr, se } = query(access("https://acct.blob.core.windows.net").output.containerUrl);
    assert.deepEqual({ sp, sr, se }, { sp: "w", sr: "c", se: "2026-11-24T11:15:00Z" });
  });

  it("allows plain HTTP only on the local cloud", () => {
    const { spr } = query(access("http://127.0.0.1:10000/acct").input("abc").httpUrl);
    assert.equal(spr, "https,http");
  });
});
