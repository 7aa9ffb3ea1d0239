import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "../../../../local/emulator/state/migrations.ts";
import { withPoolDefaults } from "../../../../local/emulator/state/pool-defaults.ts";
import { openStore } from "../../../../local/emulator/state/store.ts";
import { createClock } from "../../../../local/emulator/time/clock.ts";
import { account, linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

describe("a database of an earlier version", () => {
  it("gets the defaults of pools that version 4 introduces", () =>
    withTemporaryFolder(async (dir) => {
      const database = new DatabaseSync(join(dir, "batch.db"));
      for (const sql of migrations.slice(0, 3)) database.exec(sql);
      database.exec("PRAGMA user_version = 3");
      const pool = { id: "pool", ...linux, state: "active", targetDedicatedNodes: 2 };
      const insert = database.prepare("INSERT INTO pool (parent, id, doc) VALUES (?, ?, ?)");
      insert.run(account, pool.id, JSON.stringify(pool));
      database.close();
      const store = openStore(
        dir,
        createClock(() => new Date(0)),
      );
      try {
        assert.deepEqual(store.pools.find(account, "pool")?.doc, withPoolDefaults(pool));
      } finally {
        store.close();
      }
    }));
});
