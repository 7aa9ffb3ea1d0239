import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkParts, openState } from "../../../local/state/state.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const stateModule = JSON.stringify(new URL("../../../local/state/state.ts", import.meta.url));

describe("openState", () => {
  it("keeps ports, accounts and the suffix of names", async () => {
    await withTemporaryFolder(async (folder) => {
      const first = openState(folder);
      first.rememberPort("blob", 4321);
      first.rememberPort("blob", 4322);
      first.addStorageAccount("a", "key");
      const { suffix } = first;
      first.close();

      const second = openState(folder);
      assert.match(suffix, /^[0-9a-f]{8}$/);
      assert.equal(second.suffix, suffix);
      assert.equal(second.port("blob"), 4322);
      assert.equal(second.port("batch"), undefined);
      assert.deepEqual(second.storageAccounts(), new Map([["a", "key"]]));
      second.close();
    });
  });

  it("lets only this user read its files", async () => {
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "new", "local");
      const state = openState(dir);
      state.addStorageAccount("a", "key");
      assert.equal(statSync(dir).mode & 0o777, 0o700);
      for (const file of readdirSync(dir)) assert.equal(statSync(join(dir, file)).mode & 0o777, 0o600, file);
      state.close();
    });
  });

  it("throws AlreadyRunning until the other process ends, even by a kill", async () => {
    await withTemporaryFolder(async (folder) => {
      const other = spawn(
        process.execPath,
        [
          "-e",
          `import(${stateModule}).then((m) => { m.openState(process.argv[1]); console.log("open"); setInterval(() => {}, 1000) })`,
          folder,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      await once(other.stdout, "data");
      assert.throws(() => openState(folder), { code: "AlreadyRunning" });
      other.kill("SIGKILL");
      await once(other, "exit");
      openState(folder).close();
    });
  });

  it("throws StateCorrupt for an empty database", async () => {
    await withTemporaryFolder(async (folder) => {
      openState(folder).close();
      truncateSync(join(folder, "cloud.db"));
      for (const _ of ["first", "second"])
        assert.throws(() => openState(folder), { code: "StateCorrupt", message: /cloud\.db/ });
    });
  });

  it("throws StateMissing for a missing cloud.db beside other databases", async () => {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "batch.db"), "");
      assert.throws(() => openState(folder), { code: "StateMissing", message: /cloud\.db/ });
    });
  });

  it("accepts metadata that is still in Azurite's own file", async () => {
    await withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "azurite"));
      writeFileSync(join(folder, "azurite", "__azurite_db_blob__.json"), "{}");
      checkParts(folder, { port: (of) => (of === "blob" ? 4321 : undefined) });
    });
  });

  it("throws StateMissing for the missing database of a service", async () => {
    await withTemporaryFolder(async (folder) => {
      const state = openState(folder);
      checkParts(folder, state);
      state.rememberPort("blob", 1234);
      assert.throws(() => checkParts(folder, state), {
        code: "StateMissing",
        message: /azurite\/metadata\.db/,
      });
      state.close();
    });
  });

  it("throws StateCorrupt with the damaged file", async () => {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "cloud.db"), "this is not a database, whatever its name says".repeat(100));
      assert.throws(() => openState(folder), {
        code: "StateCorrupt",
        message: /cloud\.db/,
      });
    });
  });
});
