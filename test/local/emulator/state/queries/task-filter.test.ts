import assert from "node:assert/strict";
import { taskProperties } from "../../../../../local/emulator/state/queries/properties.ts";
import { filterCondition } from "../../../../../local/emulator/state/queries/sql.ts";
import { taskFilter } from "../../../../../local/emulator/state/queries/task-filter.ts";
import { openStore, type Store } from "../../../../../local/emulator/state/store.ts";
import { createClock, formatTime } from "../../../../../local/emulator/time/clock.ts";
import { withTemporaryFolder } from "../../../../helpers/temporary-folder.ts";

const second = 1_000_000;

/** Tasks that were added, started and completed at different times, with each kind of end; gives a time in their midst. */
const addTasks = (store: Store, tick: () => void): number => {
  const failure = { category: "UserError", code: "FailureExitCode", message: "" } as const;
  let middle = 0;
  for (let i = 0; i < 40; i++) {
    tick();
    const id = `task-${(i * 7) % 40}`;
    const added = store.tasks.insert({ job: 1, id, doc: "{}", slots: 1, ready: true });
    if (i === 20) middle = added.created;
    tick();
    if (i % 4 === 0) continue;
    const placed = store.tasks.place(added, { state: "running", pool: 1, node: "node" });
    tick();
    if (i % 4 === 1) continue;
    const exitCode = i % 3 === 0 ? undefined : (i % 5) - 1;
    const ended = exitCode === 0 ? {} : { failure };
    store.tasks.complete(placed, { ...ended, exitCode, satisfies: false });
  }
  return middle;
};

describe("taskFilter", () => {
  const codes = ["eq 3", "eq 0", "ne 0", "ne 3", "gt 0", "ge 0", "ge 1", "lt 0", "le 0", "le -1"];
  const times = ["creationTime", "executionInfo/startTime", "executionInfo/endTime", "stateTransitionTime"];

  it("finds the same tasks as a search of all tasks", () =>
    withTemporaryFolder(async (dir) => {
      let now = Date.UTC(2026, 0, 1);
      const store = openStore(
        dir,
        createClock(() => new Date(now)),
      );
      const middle = store.transaction(() =>
        addTasks(store, () => {
          now += 1000;
        }),
      );
      const asked = [
        ...codes.map((code) => `executionInfo/exitCode ${code}`),
        ...codes.map((code) => `state eq 'completed' and executionInfo/exitCode ${code}`),
        ...codes.map((code) => `state eq 'running' or executionInfo/exitCode ${code}`),
        ...times.flatMap((time) =>
          ["gt", "ge", "eq", "ne", "lt", "le"].flatMap((op) =>
            [-second, 0, second].map((by) => `${time} ${op} DateTime'${formatTime(middle + by)}'`),
          ),
        ),
        `creationTime ge DateTime'${formatTime(middle)}' and executionInfo/exitCode ne 0 and state eq 'completed'`,
      ];
      for (const filter of asked) {
        const all = store.tasks.page(1, {
          where: filterCondition(filter, taskProperties),
          order: "id",
          limit: 100,
        });
        const found = store.tasks.page(1, { ...taskFilter(filter), limit: 100 });
        const ids = (tasks: typeof all) => tasks.map(({ id }) => id).sort();
        assert.deepEqual(ids(found), ids(all), filter);
      }
      store.close();
    }));

  it("uses an index where it can", () => {
    const orderOf = (filter: string) => taskFilter(filter).order;
    assert.equal(orderOf("creationTime gt DateTime'2026-01-01'"), "change");
    assert.equal(orderOf("state eq 'active' and executionInfo/endTime ge DateTime'2026-01-01'"), "change");
    assert.equal(orderOf("creationTime lt DateTime'2026-01-01'"), "id");
    assert.match(taskFilter("executionInfo/exitCode eq 3").where?.sql ?? "", /^result = 'failure' AND/);
  });
});
