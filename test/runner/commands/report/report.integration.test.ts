import assert from "node:assert/strict";
import { access, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { type ReportData, taskStates } from "../../../../browser/contract/report-data.ts";
import { readPayload } from "../../../../browser/contract/unpack-report.ts";
import { defineWorkload, outputOf, type TaskPlan } from "../../../../task/workload.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { type CommandOutput, eventOf, jobOf } from "../../user.ts";

/** Two parts and their merge; a task that succeeds at its second attempt, and one that fails. */
const workload = (marker: string) =>
  defineWorkload({
    description: "",
    command: "printf x > out",
    retries: 1,
    columns: ["size"],
    row: (outputs) => [[...outputs.values()].join("").length.toString()],
    plan: () => {
      const part = (name: string): TaskPlan => ({ name, outputs: ["out"] });
      const parts = ["part 1", "part 2"].map(part);
      const merge: TaskPlan = {
        name: "merge",
        command: "cat a b > out",
        inputs: parts.map((each, i) => outputOf(each, "out", ["a", "b"][i])),
        outputs: ["out"],
      };
      const retried: TaskPlan = {
        name: "retried",
        command: `if [ -e '${marker}' ]; then echo done > out; else touch '${marker}'; exit 7; fi`,
        outputs: ["out"],
      };
      const failing: TaskPlan = {
        name: "<script>failing",
        command: "echo 'no such sample' >&2; exit 3",
        outputs: ["out"],
      };
      return [...parts, merge, retried, failing];
    },
  });

type Row = Readonly<Record<string, string>>;

interface Files {
  readonly names: readonly string[];
  readonly data: ReportData;
  readonly results: readonly Row[];
  readonly tasks: readonly Row[];
}

const readFiles = async (folder: string): Promise<Files> => {
  const html = await readFile(join(folder, "report.html"), "utf8");
  const csv = async (name: string): Promise<Row[]> =>
    parse(await readFile(join(folder, name), "utf8"), { columns: true });
  return {
    names: await readdir(folder),
    data: await readPayload(/id="report-data">([^<]*)</.exec(html)?.[1] ?? ""),
    results: await csv("results.csv"),
    tasks: await csv("tasks.csv"),
  };
};

const statesOf = ({ tasks }: ReportData): Record<string, string | undefined> =>
  Object.fromEntries(tasks.labels.map((label, i) => [label, taskStates[tasks.state[i] ?? 0]]));

const expectedStates = {
  "part 1": "succeeded",
  "part 2": "succeeded",
  merge: "succeeded",
  retried: "succeeded",
  "<script>failing": "failed",
};

describeOnCloud("report of a run with a failure, a retry and a merge", ({ cloud, user }) => {
  let submitted: CommandOutput;
  let cwd: string;
  let job: string;
  before(async () => {
    cwd = await user.withInputs({});
    const context = { workloads: { mine: workload(join(cwd, "marker")) } };
    submitted = await user.run(["mine", "--yes"], { cwd, context });
    assert.equal(submitted.exitCode, 100, submitted.stderr);
    job = jobOf(submitted);
  });

  it("is written by submit, which names it", async () => {
    assert(submitted.stderr.includes(`Report: out/${job}/report.html`), submitted.stderr);
    const { data } = await readFiles(join(cwd, "out", job));
    const { run, tasks, failures, results, nodes } = data;
    assert.deepEqual([run.jobId, run.succeeded, run.failed, run.cached, run.notRun], [job, 4, 1, 0, 0]);
    assert.deepEqual(statesOf(data), expectedStates);
    const retried = tasks.labels.indexOf("retried");
    assert.deepEqual(
      tasks.attempts.map(({ task, exitCode }) => [task, exitCode]).filter(([task]) => task === retried),
      [[retried, 7]],
    );
    assert.equal(tasks.retries[retried], 1);
    assert(tasks.started.every((ms, i) => ms >= tasks.queued[i]! && ms <= tasks.ended[i]!));
    assert(tasks.node.every((node) => nodes[node] !== undefined));
    const [failure] = failures;
    assert.deepEqual([failures.length, failure?.count], [1, 1]);
    assert(failure?.log.includes("no such sample"), failure?.log.join("\n"));
    await access(join(cwd, "out", job, failure?.logPath ?? "none"));
    assert.deepEqual(
      results.rows.map(([task, cells]) => [tasks.labels[task], ...cells]),
      [
        ["part 1", "1"],
        ["part 2", "1"],
        ["merge", "2"],
        ["retried", "5"],
      ],
    );
    assert(data.ran.some(([, value]) => value === cloud.outputs.vmSize));
  });

  it("has CSV files with a row per task", async () => {
    const { results, tasks } = await readFiles(join(cwd, "out", job));
    assert.deepEqual(
      results.map(({ task, size, failure }) => [task, size, failure]),
      [
        ["part 1", "1", ""],
        ["part 2", "1", ""],
        ["merge", "2", ""],
        ["retried", "5", ""],
        ["<script>failing", "", "exit code 3"],
      ],
    );
    assert.deepEqual(
      tasks.map(({ name, state }) => [name, state]),
      Object.entries(expectedStates),
    );
  });

  it("is written on another machine, with the same facts and a trace, and without the outputs", async () => {
    const elsewhere = await user.withInputs({});
    const said = await user.command(["report", job, "--trace", "--json"], { cwd: elsewhere });
    assert.equal(said.exitCode, 0, said.stderr);
    const { folder, files, isFinished } = eventOf(said, "reported");
    assert.deepEqual([isFinished, files.length], [true, 4]);
    const { data, names } = await readFiles(folder);
    assert.deepEqual(names.toSorted(), files.toSorted());
    assert.deepEqual(statesOf(data), expectedStates);
    const { data: first } = await readFiles(join(cwd, "out", job));
    assert.deepEqual(data.results, first.results);
    assert.deepEqual([data.failures[0]?.logPath, data.failures[0]?.log], [undefined, first.failures[0]?.log]);
    const trace = JSON.parse(gunzipSync(await readFile(join(folder, "trace.json.gz"))).toString());
    assert(trace.traceEvents.some(({ name }: { name: string }) => name === "merge"));
  });

  it("matches the snapshot", async () => {
    const said = await user.command(["report", job], { cwd });
    assert.equal(said.exitCode, 0, said.stderr);
    await assertSnapshot("report/finished", normalise(said.stdout + said.stderr));
  });

  it("doesn't change the verdict if it can't be written, and says so", async () => {
    const blocked = await user.withInputs({ "a.txt": "first" });
    await mkdir(join(blocked, "out"));
    const said = await user.run(["probe", "--input", "in/*", "--force", "--yes"], {
      cwd: blocked,
      // A folder in the place of the file.
      onStderr: async (piece) => {
        const id = /Job ([\w-]+) on/.exec(piece)?.[1];
        if (id !== undefined) await mkdir(join(blocked, "out", id, "report.html", "x"), { recursive: true });
      },
    });
    assert.equal(said.exitCode, 0, said.stderr);
    assert(said.stderr.includes("azbatch report"), said.stderr);
    assert(!said.stderr.includes("Report: "), said.stderr);
  });

  it("leaves a task's output that has its name, and writes the page to another file", async () => {
    const here = await user.withInputs({ "report.txt": "mine" });
    const line = ["run", "cat {} > {/.}.html", "in/report.txt", "--yes"];
    const said = await user.command(line, { cwd: here });
    assert.equal(said.exitCode, 0, said.stderr);
    const id = jobOf(said);
    const output = join(here, "out", id, "report.html");
    assert((await readFile(output, "utf8")) === "mine");
    assert(said.stderr.includes(`report ${id} --out report.html`), said.stderr);
    const again = await user.command(["report", id, "--out", "mine.html", "--json"], { cwd: here });
    assert.equal(again.exitCode, 0, again.stderr);
    const { folder, files } = eventOf(again, "reported");
    assert.deepEqual([folder, files], [here, ["mine.html"]]);
    assert((await readFile(join(here, "mine.html"), "utf8")).includes(id));
    await mkdir(join(here, "folder.html"));
    const inFolder = await user.command(["report", id, "--out", "folder.html", "--json"], { cwd: here });
    assert.equal(eventOf(inFolder, "reported").folder, join(here, "folder.html", id));
    assert((await readFile(output, "utf8")) === "mine");
  });

  it("says what is known while tasks run", async () => {
    const running = await user.submit({ "a.txt": "first", "b.txt": "sleep 60000" }, ["--detach"]);
    const id = jobOf(running);
    try {
      await user.untilStatus(id, ({ counts }) => counts.succeeded === 1 && counts.running === 1);
      const said = await user.command(["report", id, "--json"], { cwd: running.cwd });
      assert.equal(said.exitCode, 0, said.stderr);
      const { folder, isFinished } = eventOf(said, "reported");
      assert.equal(isFinished, false);
      const { data, tasks } = await readFiles(folder);
      assert.deepEqual([data.run.succeeded, data.run.failed, data.run.unfinished], [1, 0, 1]);
      assert.deepEqual(statesOf(data), { "a.txt": "succeeded", "b.txt": "running" });
      assert.deepEqual(
        tasks.map(({ state }) => state),
        ["succeeded", "running"],
      );
      const again = await user.command(["report", id], { cwd: running.cwd });
      await assertSnapshot("report/while-it-runs", normalise(again.stdout + again.stderr));
    } finally {
      await user.command(["cancel", id, "--yes"], { cwd: running.cwd });
    }
  });

  it("refuses a run that doesn't exist", async () => {
    const { code } = await user.command(["report", "nothing-like-that"], { cwd });
    assert.equal(code, "RunNotFound");
  });
});
