import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActionResult, Problem } from "../../../browser/contract/dashboard.ts";
import type { LogPart, TaskDetail, TaskPage } from "../../../browser/contract/dashboard-tasks.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { filesOf, jobOf } from "../user.ts";
import { type DashboardPage, withDashboard } from "./dashboard-page.ts";

describeOnOwnCloud("azbatch dashboard: runs", ({ cloud, user }) => {
  const onPage = (cwd: string, use: (page: DashboardPage) => Promise<void>): Promise<void> =>
    withDashboard(["--outputs", cloud.outputsFile], { cwd }, async (page) => {
      await use(page);
      assertNoSecret(page);
    });

  const assertNoSecret = ({ received }: DashboardPage): void => {
    const text = received();
    assert(text.length > 0);
    for (const secret of [cloud.outputs.batchAccountKey, cloud.outputs.storageAccountKey, "SharedKey"])
      assert(!text.includes(secret), secret);
    assert.deepEqual(text.match(/sig=(?!<removed>)[^"&]*/g), null);
  };

  const json = async <T>(answer: Promise<Response>): Promise<T> => (await answer).json() as Promise<T>;

  it("shows a run, its tasks and a log while it is written, and downloads it", async () => {
    const go = join(cloud.folder, "go");
    const { cwd, ...submitted } = await user.submit(
      { "a.txt": `wait ${go}`, "b.txt": "exit 7", "c.txt": "text" },
      ["--detach"],
    );
    const jobId = jobOf(submitted);
    await onPage(cwd, async ({ get, post, untilValue, follow }) => {
      const run = await untilValue(`run/${jobId}`, ({ counts }) => counts.succeeded + counts.failed === 2);
      assert.deepEqual(run.counts, { active: 0, running: 1, succeeded: 1, failed: 1 });
      assert.equal(run.failures[0]?.count, 1);
      assert(run.nodes.some(({ runningTasks }) => runningTasks === 1));
      assert((run.cost?.amount ?? 0) > 0);
      const rows = await untilValue("runs", (runs) => runs.some((row) => row.jobId === jobId));
      assert.equal(rows.find((row) => row.jobId === jobId)?.state, "running");

      const page = await json<TaskPage>(get(`jobs/${jobId}/tasks?sort=state&descending=true&search=.txt`));
      assert.deepEqual(
        page.tasks.map(({ label, state, exitCode }) => [label, state, exitCode]),
        [
          ["c.txt", "succeeded", 0],
          ["a.txt", "running", undefined],
          ["b.txt", "failed", 7],
        ],
      );
      const one = await json<TaskPage>(get(`jobs/${jobId}/tasks?state=failed&limit=1`));
      assert.deepEqual([one.total, one.matching, one.tasks[0]?.failure], [3, 1, "exit code 7"]);

      const taskId = page.tasks.find(({ label }) => label === "a.txt")?.id ?? "";
      const parts: LogPart[] = [];
      const end = new AbortController();
      const log = follow(`log/${jobId}/${taskId}/stdout.txt`, end.signal, (event: { value: LogPart }) => {
        parts.push(event.value);
        if (parts.length === 1) void writeFile(go, "");
        if (event.value.isComplete) end.abort();
      });
      await log.catch(() => {});
      assert.equal(parts[0]?.text, "working on a.txt\n");
      assert.equal(parts[0]?.isComplete, false);
      assert.equal(parts.map(({ text }) => text).join(""), "working on a.txt\nwent on\n");

      const detail = await json<TaskDetail>(get(`jobs/${jobId}/tasks/${taskId}`));
      assert.deepEqual(detail.inputs, ["a.txt"]);
      assert(detail.files.some(({ path, source }) => path === "stdout.txt" && source === "storage"));
      const records = detail.files.map(({ path }) => /^(wd\/)?\.batch-/.test(path));
      assert(records.includes(true));
      assert.deepEqual(records, records.toSorted(), "the runner's records are last");
      const output = await get(`jobs/${jobId}/tasks/${taskId}/files/a.txt.out`);
      assert.match(output.headers.get("content-disposition") ?? "", /^attachment/);
      assert.equal(await output.text(), `WAIT ${go.toUpperCase()}`);
      const stdout = await get(`jobs/${jobId}/tasks/${taskId}/files/stdout.txt`);
      assert.match(stdout.headers.get("content-type") ?? "", /^text\/plain/);
      assert.equal((await get(`jobs/${jobId}/tasks/${taskId}/files/..%2f..%2fx`)).status, 400);

      const downloaded = await json<ActionResult>(post(`runs/${jobId}/download`));
      assert.match(downloaded.message, /^Downloaded/);
      assert((await filesOf(cwd)).has("a.txt.out"));
    });
  });

  it("retries the failed tasks once, however often it is clicked", async () => {
    const { cwd, ...submitted } = await user.submit({ "a.txt": "exit 3", "b.txt": "text" }, ["--yes"]);
    const jobId = jobOf(submitted);
    await onPage(cwd, async ({ post, untilValue }) => {
      const clicks = [1, 2, 3].map(() => json<ActionResult>(post(`runs/${jobId}/retry`)));
      const results = await Promise.all(clicks);
      const [again] = results;
      assert(again?.jobId !== undefined && again.jobId !== jobId);
      assert.deepEqual(results, [again, again, again]);
      assert.deepEqual(await json(post(`runs/${jobId}/retry`)), again);
      const runs = await untilValue("runs", (found) => found.some((row) => row.jobId === again.jobId));
      const createdAt = runs.find((row) => row.jobId === jobId)?.createdAt ?? assert.fail();
      assert.equal(runs.filter((row) => row.createdAt > createdAt).length, 1);
    });
  });

  it("shows the log of a result that an earlier run completed", async () => {
    const { cwd } = await user.submit({ "a.txt": "reused" }, ["--yes"]);
    const second = await user.run(["probe", "--input", "in/*", "--yes"], { cwd });
    const jobId = jobOf(second);
    let taskId: string | undefined;
    await onPage(cwd, async ({ get }) => {
      const { tasks } = await json<TaskPage>(get(`jobs/${jobId}/tasks`));
      assert.equal(tasks[0]?.state, "succeeded");
      taskId = tasks[0]?.id;
    });
    // A server that doesn't know the plan yet.
    await onPage(cwd, async ({ get, untilValue }) => {
      const log = await untilValue(`log/${jobId}/${taskId}/stdout.txt`, ({ isComplete }) => isComplete);
      assert.equal(log.text, "working on a.txt\n");
      const file = await get(`jobs/${jobId}/tasks/${taskId}/files/a.txt.out`);
      assert.equal(await file.text(), "REUSED");
    });
  });

  it("cancels a run, and says so if it has ended already", async () => {
    const { cwd, ...submitted } = await user.submit({ "a.txt": "sleep 60000" }, ["--detach"]);
    const jobId = jobOf(submitted);
    await onPage(cwd, async ({ post, untilValue }) => {
      assert.equal((await post(`jobs/${jobId}/cancel`)).status, 200);
      const run = await untilValue(`run/${jobId}`, ({ counts }) => counts.running === 0);
      assert.equal(run.state, "cancelled");
      assert.equal((await post(`jobs/${jobId}/cancel`)).status, 200);
    });
  });

  it("shows the plan and the outcome of a run whose job is deleted", async () => {
    const { cwd, ...submitted } = await user.submit({ "a.txt": "text", "b.txt": "forget" }, ["--yes"]);
    const jobId = jobOf(submitted);
    await onPage(cwd, async ({ get, untilValue }) => {
      const run = await untilValue(`run/${jobId}`, () => true);
      assert.deepEqual([run.state, run.counts.succeeded, run.counts.failed], ["failed", 1, 1]);
      const { tasks } = await json<TaskPage>(get(`jobs/${jobId}/tasks`));
      assert.deepEqual(
        tasks.map(({ label, state }) => [label, state]),
        [
          ["a.txt", "succeeded"],
          ["b.txt", "failed"],
        ],
      );
      const detail = await json<TaskDetail>(get(`jobs/${jobId}/tasks/${tasks[0]?.id}`));
      assert.deepEqual(detail.inputs, ["a.txt"]);
      const log = await untilValue(`log/${jobId}/${tasks[0]?.id}/stdout.txt`, ({ isComplete }) => isComplete);
      assert.equal(log.text, "working on a.txt\n");
    });
  });

  it("shows jobs, schedules and tasks of other clients, without their SAS", async () => {
    const client = batchClient(cloud.outputs);
    const poolInfo = { poolId: cloud.outputs.poolId };
    const sas = `${cloud.outputs.inputContainerUrl}/x?sv=2024-11-04&sr=c&sp=r&se=2030-01-01&sig=c2VjcmV0c2VjcmV0`;
    await client.job.add({ id: "foreign", poolInfo, displayName: "Someone's job" });
    await client.task.add("foreign", {
      id: "shows-sas",
      commandLine: `/bin/bash -c "echo get '${sas}'; echo AccountKey=${cloud.outputs.storageAccountKey}"`,
      environmentSettings: [{ name: "ACCOUNT_KEY", value: cloud.outputs.storageAccountKey }],
    });
    await client.jobSchedule.add({
      id: "nightly",
      schedule: { doNotRunUntil: new Date(Date.now() + 3_600_000) },
      jobSpecification: { poolInfo },
    });
    await onPage(cloud.folder, async ({ get, untilValue }) => {
      const jobs = await untilValue("jobs", (found) => found.some(({ id }) => id === "foreign"));
      assert.equal(jobs.find(({ id }) => id === "foreign")?.isRun, false);
      const schedules = await untilValue("schedules", (found) => found.length > 0);
      assert.deepEqual(
        schedules.map(({ id }) => id),
        ["nightly"],
      );
      const job = await untilValue("job/foreign", ({ counts }) => counts?.succeeded === 1);
      assert.equal(job.displayName, "Someone's job");
      const { tasks } = await json<TaskPage>(get("jobs/foreign/tasks"));
      assert.deepEqual(
        tasks.map(({ id, state }) => [id, state]),
        [["shows-sas", "succeeded"]],
      );
      const detail = await json<TaskDetail>(get("jobs/foreign/tasks/shows-sas"));
      assert.match(detail.commandLine, /sig=<removed>/);
      assert.deepEqual(detail.variables, ["ACCOUNT_KEY"]);
      const log = await untilValue("log/foreign/shows-sas/stdout.txt", ({ isComplete }) => isComplete);
      assert.match(log.text, /^get .*sig=<removed>/);
      await (await get("jobs/foreign/tasks/shows-sas/files/stdout.txt")).text();
    });
  });

  it("answers with a problem for what doesn't exist", () =>
    onPage(cloud.folder, async ({ get, post }) => {
      const codes = await Promise.all(
        [
          get("jobs/none/tasks"),
          get("jobs/none/tasks/t/files/stdout.txt"),
          get("events?topic=none"),
          get("events"),
          get("jobs/none/tasks?sort=size"),
          post("runs/none/retry"),
          post("pools/none/evaluate"),
          get("runs/none/report"),
          get("jobs/..%2fother/tasks"),
          get("jobs/none/tasks/a.b/files/stdout.txt"),
          get("events?topic=job/.."),
        ].map(async (answer) => (await json<Problem>(answer)).code),
      );
      assert.deepEqual(codes, [
        "JobNotFound",
        "FileNotFound",
        "UnknownTopic",
        "InvalidTopics",
        "InvalidQuery",
        "RunNotFound",
        "PoolNotFound",
        "RunNotFound",
        "InvalidId",
        "InvalidId",
        "UnknownTopic",
      ]);
    }));
});
