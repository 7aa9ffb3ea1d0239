import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, truncate } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startAzurite } from "../../../local/azurite/azurite.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { container, key, withAzurite } from "./azurite-scene.ts";

/** Limits the size of a process's files, which has the effect of a full disk. Node ignores the signal. */
const limitFiles = (pid: number, bytes: number | "unlimited"): void =>
  void execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);

/** Stores a blob with the `azurite` command. */
const saveWithAzuriteItself = async (dir: string, accountKey: string): Promise<void> => {
  const main = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const azurite = spawn(
    process.execPath,
    [main, "--silent", "--location", dir, "--blobPort", "0", "--skipApiVersionCheck", "--disableTelemetry"],
    { env: { ...process.env, AZURITE_ACCOUNTS: `one:${accountKey}` }, stdio: ["ignore", "pipe", "ignore"] },
  );
  const exited = once(azurite, "exit");
  let said = "";
  let isSaved = false;
  for await (const piece of azurite.stdout) {
    said += String(piece);
    const [endpoint] = /http:\S+:\d+$/m.exec(said) ?? [];
    if (endpoint === undefined || isSaved) continue;
    isSaved = true;
    await container(endpoint, "one", accountKey).create();
    await container(endpoint, "one", accountKey).getBlockBlobClient("a").upload("text", 4);
    azurite.kill("SIGINT");
  }
  await exited;
};

describe("the data of startAzurite", () => {
  it("survive a kill if they were acknowledged", async () => {
    await withTemporaryFolder(async (dir) => {
      const accountKey = key();
      const accounts = new Map([["one", accountKey]]);
      const azurite = await startAzurite({ dir, accounts });
      const things = container(azurite.endpoint, "one", accountKey);
      await things.create({ metadata: { made: "here" } });
      const upload = (name: string, text: string) =>
        things.getBlockBlobClient(name).upload(text, text.length, { metadata: { of: name } });
      await Promise.all([..."abcdefgh"].map((name) => upload(name, name.repeat(1000))));
      await upload("a", "replaced");
      await things.deleteBlob("b");
      await things.getBlobClient("c").setMetadata({ of: "another" });
      const blocks = things.getBlockBlobClient("blocks");
      await blocks.stageBlock("MDA=", "first", 5);
      await blocks.stageBlock("MDE=", "second", 6);
      await blocks.commitBlockList(["MDA=", "MDE="]);
      await things.getBlockBlobClient("staged").stageBlock("MDA=", "staged", 6);
      process.kill(azurite.pid, "SIGKILL");
      await azurite.close();

      await withAzurite({ dir, accounts }, async ({ endpoint }) => {
        const again = container(endpoint, "one", accountKey);
        const names: string[] = [];
        for await (const { name } of again.listBlobsFlat()) names.push(name);
        assert.deepEqual(names, ["a", "blocks", "c", "d", "e", "f", "g", "h"]);
        const content = async (name: string) => String(await again.getBlobClient(name).downloadToBuffer());
        assert.equal(await content("a"), "replaced");
        assert.equal(await content("blocks"), "firstsecond");
        assert.equal(await content("h"), "h".repeat(1000));
        assert.deepEqual((await again.getBlobClient("c").getProperties()).metadata, { of: "another" });
        assert.deepEqual((await again.getProperties()).metadata, { made: "here" });
        await again.getBlockBlobClient("staged").commitBlockList(["MDA="]);
        assert.equal(await content("staged"), "staged");
      });
    });
  });

  it("import metadata of Azurite's own files", async () => {
    await withTemporaryFolder(async (dir) => {
      const accountKey = key();
      await saveWithAzuriteItself(dir, accountKey);
      for (const _ of ["taken over", "loaded"])
        await withAzurite({ dir, accounts: new Map([["one", accountKey]]) }, async ({ endpoint }) => {
          const content = await container(endpoint, "one", accountKey).getBlobClient("a").downloadToBuffer();
          assert.equal(content.toString(), "text");
        });
    });
  });

  for (const damage of ["emptied", "removed"])
    it(`names the content of blobs that was ${damage}`, async () => {
      await withTemporaryFolder(async (dir) => {
        const accountKey = key();
        const accounts = new Map([["one", accountKey]]);
        await withAzurite({ dir, accounts }, async ({ endpoint }) => {
          await container(endpoint, "one", accountKey).create();
          await container(endpoint, "one", accountKey).getBlockBlobClient("a").upload("text", 4);
        });
        const folder = join(dir, "__blobstorage__");
        for (const name of await readdir(folder))
          await (damage === "emptied" ? truncate(join(folder, name)) : rm(join(folder, name)));
        await assert.rejects(startAzurite({ dir, accounts }), {
          code: "BlobContentDamaged",
          message: /__blobstorage__\/\S+: .*\b4 bytes.*\b0\b/,
        });
      });
    });

  it("are reported when content is emptied while the service runs", async () => {
    await withTemporaryFolder(async (dir) => {
      const accountKey = key();
      await withAzurite({ dir, accounts: new Map([["one", accountKey]]) }, async ({ endpoint }) => {
        const things = container(endpoint, "one", accountKey);
        await things.create();
        await things.getBlockBlobClient("a").upload("text", 4);
        const folder = join(dir, "__blobstorage__");
        for (const name of await readdir(folder)) await truncate(join(folder, name));
        await assert.rejects(things.getBlobClient("a").downloadToBuffer(), {
          statusCode: 409,
          message: /__blobstorage__\/\S+: .*\b4 bytes.*\b0\b/,
        });
      });
    });
  });

  it("are reported when the database was emptied", async () => {
    await withTemporaryFolder(async (dir) => {
      await withAzurite({ dir, accounts: new Map() }, async () => {});
      await truncate(join(dir, "metadata.db"));
      await assert.rejects(startAzurite({ dir, accounts: new Map() }), {
        code: "StateCorrupt",
        message: /metadata\.db/,
      });
    });
  });

  it("are refused on a full disk, and accepted again when there is space", async () => {
    await withTemporaryFolder(async (dir) => {
      const accountKey = key();
      const things = (endpoint: string) => container(endpoint, "one", accountKey);
      const upload = (endpoint: string, name: string, size: number) =>
        things(endpoint).getBlockBlobClient(name).upload("x".repeat(size), size);
      const azurite = await startAzurite({ dir, accounts: new Map([["one", accountKey]]) });
      await things(azurite.endpoint).create();
      await upload(azurite.endpoint, "before", 10);
      limitFiles(azurite.pid, 200_000);
      for (const name of ["large", "larger"])
        await assert.rejects(upload(azurite.endpoint, name, 1_000_000), {
          statusCode: 500,
          message: /__blobstorage__: EFBIG/,
        });
      limitFiles(azurite.pid, 10);
      await assert.rejects(things(azurite.endpoint).setMetadata({ a: "b" }), {
        statusCode: 500,
        message: /can't write to/,
      });
      limitFiles(azurite.pid, "unlimited");
      await upload(azurite.endpoint, "after", 10);
      process.kill(azurite.pid, "SIGKILL");
      await azurite.close();
      await withAzurite({ dir, accounts: new Map([["one", accountKey]]) }, async ({ endpoint }) => {
        const names: string[] = [];
        for await (const { name } of things(endpoint).listBlobsFlat()) names.push(name);
        assert.deepEqual(names, ["after", "before"]);
      });
    });
  });
});
