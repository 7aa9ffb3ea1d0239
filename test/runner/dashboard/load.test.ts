import assert from "node:assert/strict";
import type { TaskPage } from "../../../browser/contract/dashboard-tasks.ts";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import type { Clients } from "../../../runner/azure/clients.ts";
import { type Clock, systemClock } from "../../../runner/clock.ts";
import { serveDashboard } from "../../../runner/dashboard/server.ts";
import { until } from "../../helpers/until.ts";
import { completed } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { type DashboardPage, openPage } from "./dashboard-page.ts";

/** A Batch account with one job that is being run, and the number of requests to it. A list costs a request per 1,000 tasks. */
const countedBatch = (tasks: number) => {
  const requests = new Map<string, number>();
  let listed = 0;
  const counted = <T>(name: string, value: T): T => {
    requests.set(name, (requests.get(name) ?? 0) + 1);
    return value;
  };
  const counts = { active: 0, running: 1, succeeded: tasks - 1, failed: 0, completed: tasks - 1 };
  const batch = {
    getJob: async () => counted("getJob", { id: "job", state: "active", creationTime: new Date(0) }),
    getTaskCounts: async () => counted("getTaskCounts", counts),
    listPreparations: async () => counted("listPreparations", []),
    listTasks: async function* (_: string, filter?: string): AsyncGenerator<BatchTask> {
      counted(filter === undefined ? "list all tasks" : "list changes", 0);
      for (let i = 0; i < (filter === undefined ? tasks : 1); i++) {
        listed += 1;
        yield completed(`t-${i}`, { stateTransitionTime: new Date(1_000_000 + listed) });
      }
    },
  };
  return {
    batch: batch as unknown as Clients["batch"],
    total: () => [...requests.values()].reduce((sum, count) => sum + count, 0),
    of: (name: string) => requests.get(name) ?? 0,
    listed: () => listed,
  };
};

type Counted = ReturnType<typeof countedBatch>;

const onPages = async (
  { batch, clock = systemClock }: Counted & { readonly clock?: Clock },
  use: (page: DashboardPage, active: () => readonly string[]) => Promise<void>,
): Promise<void> => {
  const unused = () => Promise.reject(new Error("not used"));
  const application = memoryContainer();
  const { url, hub, close } = await serveDashboard(
    {
      view: {
        kind: "stack",
        name: "test",
        batchAccount: "account",
        location: "eastus",
        poolId: "pool",
        vmSize: "size",
        version: "0.0.0",
      },
      clients: { batch, application, output: application } as unknown as Clients,
      clock,
      longestPollMs: 10_000,
      nodePrice: Promise.resolve(undefined),
      redact: (text) => text,
      runs: { list: unused, status: unused, folder: unused, report: unused },
      actions: { retry: unused, download: unused },
      onBug: (error) => assert.fail(String(error)),
    },
    0,
  );
  try {
    await use(await openPage(url), hub.active);
  } finally {
    await close();
  }
};

/** A clock that counts the loops that sleep. */
const watchedClock = () => {
  let waiting = 0;
  const sleep: Clock["sleep"] = async (ms, signal) => {
    waiting += 1;
    await systemClock.sleep(ms, signal).finally(() => {
      waiting -= 1;
    });
  };
  return { ...systemClock, sleep, waiting: () => waiting };
};

/** Requests that this many pages cause while they get two values of a job. */
const requestsOf = async (pages: number, tasks: number): Promise<number> => {
  const counted = countedBatch(tasks);
  await onPages(counted, async (page, active) => {
    const end = new AbortController();
    let received = 0;
    const streams = Array.from({ length: pages }, () =>
      page.follow("job/job", end.signal, () => {
        received += 1;
      }),
    );
    await until(() => received === pages && counted.of("getJob") >= 2);
    end.abort();
    await Promise.allSettled(streams);
    await until(() => active().length === 0, { what: "the end of polling" });
  });
  return counted.total();
};

describe("dashboard: load", function () {
  this.timeout(60_000);

  it("sends Batch the same requests for 200 open pages as for one, whatever the size of the job", async () => {
    assert.equal(await requestsOf(1, 10), 6);
    assert.equal(await requestsOf(200, 10), 6);
    assert.equal(await requestsOf(200, 100_000), 6);
  });

  it("polls nothing while no page is open", async () => {
    const clock = watchedClock();
    await onPages({ ...countedBatch(10), clock }, async (page, active) => {
      await page.untilValue("job/job", () => true);
      await until(() => active().length === 0);
      await until(() => clock.waiting() === 0, { what: "the end of polling" });
    });
  });

  it("lists 100,000 tasks once for all pages, and then only changes", async () => {
    const counted = countedBatch(100_000);
    await onPages(counted, async ({ get }) => {
      const pageOf = async (query: string): Promise<TaskPage> =>
        (await get(`jobs/job/tasks?${query}`)).json() as Promise<TaskPage>;
      await until(async () => !(await pageOf("limit=1")).isLoading, { deadlineMs: 30_000 });
      const queries = ["search=t-9999", "sort=seconds", "state=succeeded", "offset=99999", "sort=id"];
      const pages = await Promise.all(Array.from({ length: 200 }, (_, i) => pageOf(queries[i % 5] ?? "")));
      assert.deepEqual(
        pages.slice(0, 5).map(({ total, matching, tasks }) => [total, matching, tasks.length]),
        [
          [100_000, 11, 11],
          [100_000, 100_000, 100],
          [100_000, 100_000, 100],
          [100_000, 100_000, 1],
          [100_000, 100_000, 100],
        ],
      );
      assert.equal(counted.of("list all tasks"), 1);
      assert(counted.of("list changes") <= 40, `${counted.of("list changes")}`);
      assert(counted.listed() < 100_100);
    });
  });
});
