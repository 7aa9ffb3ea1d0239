import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { startAzurite } from "../../../local/azurite/azurite.ts";
import { isRunning } from "../../helpers/is-running.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { container, key, withAzurite } from "./azurite-scene.ts";

const azuriteModule = JSON.stringify(new URL("../../../local/azurite/azurite.ts", import.meta.url));

describe("startAzurite", () => {
  it("serves accounts with their keys, adds one while running, and keeps its data", async () => {
    await withTemporaryFolder(async (dir) => {
      const [first, second] = [key(), key()];
      await withAzurite({ dir, accounts: new Map([["one", first]]) }, async ({ endpoint, setAccounts }) => {
        await container(endpoint, "one", first).create();
        await container(endpoint, "one", first).getBlockBlobClient("a").upload("text", 4);
        await assert.rejects(container(endpoint, "two", second).create());
        await setAccounts(
          new Map([
            ["one", first],
            ["two", second],
          ]),
        );
        await container(endpoint, "two", second).create();
      });
      await withAzurite({ dir, accounts: new Map([["one", first]]) }, async ({ endpoint }) => {
        const content = await container(endpoint, "one", first).getBlobClient("a").downloadToBuffer();
        assert.equal(content.toString(), "text");
      });
    });
  });

  it("refuses another key, and Azurite's well-known one", async () => {
    await withTemporaryFolder(async (dir) => {
      await withAzurite({ dir, accounts: new Map([["one", key()]]) }, async ({ endpoint, setAccounts }) => {
        await assert.rejects(container(endpoint, "one", key()).create(), { statusCode: 403 });
        await setAccounts(new Map());
        const known =
          "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        await assert.rejects(container(endpoint, "devstoreaccount1", known).create());
      });
    });
  });

  it("listens on the given port, and rejects with PortInUse if it is taken", async () => {
    await withTemporaryFolder(async (dir) => {
      await withAzurite({ dir: `${dir}/a`, accounts: new Map() }, async ({ endpoint }) => {
        const port = Number(new URL(endpoint).port);
        const taken = startAzurite({ dir: `${dir}/b`, port, accounts: new Map() });
        await assert.rejects(taken, { code: "PortInUse" });
      });
    });
  });

  it("calls onCrash when it ends unexpectedly", async () => {
    await withTemporaryFolder(async (dir) => {
      const crashed = Promise.withResolvers<string>();
      const azurite = await startAzurite({ dir, accounts: new Map(), onCrash: crashed.resolve });
      process.kill(azurite.pid, "SIGKILL");
      assert.match(await crashed.promise, /^Azurite ended/);
      await azurite.close();
    });
  });

  it("saves and ends when its parent is killed; the next one waits for that", async () => {
    await withTemporaryFolder(async (dir) => {
      const accountKey = key();
      const parent = spawn(
        process.execPath,
        [
          "-e",
          `import(${azuriteModule}).then(async (m) => {
             const { endpoint, pid } = await m.startAzurite({ dir: process.argv[1], accounts: new Map([["one", process.argv[2]]]) });
             console.log(JSON.stringify({ endpoint, pid }));
           })`,
          dir,
          accountKey,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const [line] = await once(parent.stdout, "data");
      const { endpoint, pid } = JSON.parse(String(line));
      await container(endpoint, "one", accountKey).create();
      parent.kill("SIGKILL");
      await text(parent.stdout);

      await withAzurite({ dir, accounts: new Map([["one", accountKey]]) }, async (azurite) => {
        assert.equal(await container(azurite.endpoint, "one", accountKey).exists(), true);
        assert.equal(isRunning(pid), false);
      });
    });
  });
});
