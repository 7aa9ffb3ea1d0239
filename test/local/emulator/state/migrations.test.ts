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

  it("gets the defaults of jobs and schedules, and loses secrets, with version 5", () =>
    withTemporaryFolder(async (dir) => {
      const database = new DatabaseSync(join(dir, "batch.db"));
      for (const sql of migrations.slice(0, 3)) database.exec(sql);
      database.exec("PRAGMA user_version = 3");
      const pool = { vmSize: "standard_d2s_v5", userAccounts: [{ name: "user", password: "secret" }] };
      const poolInfo = { autoPoolSpecification: { poolLifetimeOption: "job", pool } };
      const insert = (table: string, doc: { id: string; [property: string]: unknown }) =>
        database
          .prepare(`INSERT INTO ${table} (parent, id, doc) VALUES (?, ?, ?)`)
          .run(account, doc.id, JSON.stringify(doc));
      insert("pool", { id: "pool", ...pool });
      insert("job", { id: "job", poolInfo });
      insert("schedule", { id: "schedule", jobSpecification: { poolInfo } });
      database.close();
      const store = openStore(
        dir,
        createClock(() => new Date(0)),
      );
      try {
        const job = store.jobs.find(account, "job")?.doc;
        const specification = store.schedules.find(account, "schedule")?.doc.jobSpecification;
        assert.deepEqual(job?.poolInfo, specification?.poolInfo);
        assert.equal(job?.poolInfo.autoPoolSpecification?.keepAlive, false);
        assert.deepEqual([job?.priority, specification?.priority], [0, 0]);
        const stored = JSON.stringify([job, specification, store.pools.find(account, "pool")]);
        assert(!stored.includes("secret"), stored);
      } finally {
        store.close();
      }
    }));
});
