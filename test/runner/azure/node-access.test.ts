import assert from "node:assert/strict";
import { StorageSharedKeyCredential } from "@azure/storage-blob";
import { identityAccess } from "../../../runner/azure/identity-access.ts";
import type { NodeAccess } from "../../../runner/azure/node-access.ts";
import { sasAccess } from "../../../runner/azure/sas-access.ts";

const account = "https://acct.blob.core.windows.net";
const nodeIdentityId = "/subscriptions/s/resourceGroups/g/providers/x/userAssignedIdentities/nodes";

const container = (name: string) => ({ name, url: `${account}/${name}` });

const implementations: Record<string, NodeAccess> = {
  "with SAS": sasAccess({
    application: container("application"),
    input: container("input"),
    output: container("output"),
    containerNamed: container,
    key: new StorageSharedKeyCredential("acct", Buffer.alloc(64, 1).toString("base64")),
    job: { createdAt: new Date("2026-11-24T10:00:00Z"), maxWallClockTimeMs: 15 * 60_000 },
  }),
  "with an identity": identityAccess({
    applicationContainerUrl: `${account}/application`,
    inputContainerUrl: `${account}/input`,
    outputContainerUrl: `${account}/output`,
    nodeIdentityId,
  }),
};

/** Returns whether a node can use the URL: it has either a signature or an identity. */
const isUsable = (url: string, identity: object | undefined): boolean =>
  new URL(url).searchParams.has("sig") !== (identity !== undefined);

for (const [kind, access] of Object.entries(implementations)) {
  describe(`node access with ${kind}`, () => {
    const blobs: [what: string, got: ReturnType<NodeAccess["input"]>, path: string][] = [
      ["code", access.application("my words/code.mjs"), "/application/my%20words/code.mjs"],
      ["an input", access.input("abc"), "/input/abc"],
      ["a stored input", access.stored({ container: "mine", blob: "a b/1.txt" }), "/mine/a%20b/1.txt"],
      ["a result", access.result("job/task/ü?.txt"), "/output/job/task/%C3%BC%3F.txt"],
    ];
    for (const [what, { httpUrl, identityReference }, path] of blobs) {
      it(`lets a node read ${what}`, () => {
        const { origin, pathname } = new URL(httpUrl);
        assert.deepEqual([origin, pathname], [account, path]);
        assert(isUsable(httpUrl, identityReference), httpUrl);
      });
    }

    it("lets a node write to the output container", () => {
      const { containerUrl, identityReference } = access.output;
      assert.equal(containerUrl.split("?")[0], `${account}/output`);
      assert(isUsable(containerUrl, identityReference), containerUrl);
    });

    it("passes a task's script a SAS per container, or an identity", () => {
      const urls = ["input/abc", "input/def", "mine/a%20b/1.txt", "output/job/task/x"];
      const reading = access.reading(urls.map((path) => `${account}/${path}`));
      if ("sas" in reading) {
        assert.deepEqual(
          Object.keys(reading.sas),
          ["input", "mine", "output"].map((name) => `${account}/${name}`),
        );
        assert(Object.values(reading.sas).every((sas) => isUsable(`${account}?${sas}`, undefined)));
      } else {
        assert.equal(reading.identity, nodeIdentityId);
        assert.equal(reading.metadataUrl, "http://169.254.169.254");
      }
    });

    it("returns the same access for the same blob", () => {
      assert.deepEqual(access.input("abc"), access.input("abc"));
      assert.deepEqual(access.result("a/b"), access.result("a/b"));
    });
  });
}
