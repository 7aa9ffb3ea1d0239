import assert from "node:assert/strict";
import { writeManifest } from "../../../runner/results/run-record.ts";
import { findRun, selectRun } from "../../../runner/run/find-run.ts";
import type { Session } from "../../../runner/run/session.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { manifestOf } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";

const words = [
  "my-stats-20261123-101500-k3x9",
  "my-stats-20261124-101500-a7b2",
  "top-words-20261122-080000-zz01",
  "job-1",
];

interface RunOfTest {
  readonly jobId: string;
  readonly createdAt?: string;
}

/** A session with records of these runs and with these jobs. Counts the lists of blobs. */
const sessionWith = async (runs: readonly (string | RunOfTest)[], jobs: string[] = []) => {
  const application = memoryContainer();
  for (const run of runs) {
    const { jobId, ...fields } = typeof run === "string" ? { jobId: run } : run;
    await writeManifest({ application, jobId }, { ...manifestOf(1), jobId, ...fields });
  }
  let lists = 0;
  const listFolders: typeof application.listFolders = (prefix) => {
    lists += 1;
    return application.listFolders(prefix);
  };
  const batch = { getJob: async (id: string) => (jobs.includes(id) ? { id } : undefined) };
  const session: Pick<Session, "environment"> & { readonly clients: object } = {
    environment: { outputs: {} as Session["environment"]["outputs"], release: () => {} },
    clients: { application: { ...application, listFolders }, batch },
  };
  return { session: session as Session, lists: () => lists };
};

const found = async (word: string | undefined, runs: Parameters<typeof sessionWith>[0] = words) =>
  findRun(word, (await sessionWith(runs)).session);

describe("findRun", () => {
  for (const [word, jobId, by] of [
    [undefined, words[1], "newest"],
    ["last", words[1], "newest"],
    [words[0], words[0], "id"],
    ["job-1", "job-1", "id"],
    ["my-stats", words[1], "workload"],
    ["top-words", words[2], "workload"],
    ["top", words[2], "part"],
    ["my-stats-20261123", words[0], "part"],
    ["k3x9", words[0], "part"],
    ["101500-k3x9", words[0], "part"],
  ] as const)
    it(`finds ${jobId} by ${word ?? "no word"}`, async () =>
      assert.deepEqual(await found(word), { jobId, by }));

  it("takes the run that was planned last of several in one second", async () => {
    const second = "w-20261123-101500";
    const runs = [
      { jobId: `${second}-aaaa`, createdAt: "2026-11-23T10:15:00.100Z" },
      { jobId: `${second}-bbbb`, createdAt: "2026-11-23T10:15:00.900Z" },
      { jobId: `${second}-cccc`, createdAt: "2026-11-23T10:15:00.500Z" },
    ];
    assert.equal((await found(undefined, runs)).jobId, `${second}-bbbb`);
  });

  it("finds a workload whose name is longer than in ids", async () => {
    const name = "statistics-of-every-text-in-the-whole-library";
    const jobId = `${name.slice(0, 40)}-20261123-101500-k3x9`;
    assert.equal((await found(name, [jobId])).jobId, jobId);
  });

  it("finds a run by its id without a list, and a run that only its job records", async () => {
    const { session, lists } = await sessionWith(words, ["only-job-20261123-101500-k3x8"]);
    await findRun(words[0], session);
    await findRun("only-job-20261123-101500-k3x8", session);
    assert.equal(lists(), 0);
  });

  it("lists the candidates of an ambiguous word, the newest first", () =>
    assert.rejects(found("my-"), (error: Error & { hint?: string }) => {
      isUsageError("AmbiguousJob", "my-", "2 runs")(error);
      assert.deepEqual(error.hint?.split("\n"), [`  ${words[1]}`, `  ${words[0]}`]);
      return true;
    }));

  for (const [word, near] of [
    ["my-stat5", "my-stats"],
    ["top-word-20261122", undefined],
    ["k3x8", "k3x9"],
    ["my-stats-20261123-101500-k3x8", words[0]],
  ] as const)
    it(`suggests ${near ?? "nothing"} for ${word}`, () =>
      assert.rejects(found(word), (error: Error) => {
        isUsageError("RunNotFound", word)(error);
        assert.equal(/did you mean (\S+?)( or|\?)/.exec(error.message)?.[1], near);
        return true;
      }));

  it("rejects words that can't be a job's id, and an environment without runs", async () => {
    await assert.rejects(found("texts/a.txt"), isUsageError("InvalidJobId", "texts/a.txt"));
    await assert.rejects(found("--json"), isUsageError("InvalidJobId", "--json"));
    for (const word of [undefined, "last"]) await assert.rejects(found(word, []), isUsageError("NoRuns"));
  });
});

describe("selectRun", () => {
  it("names the run in an event unless the word is its id", async () => {
    const { session } = await sessionWith(words);
    const events: RunEvent[] = [];
    for (const word of [undefined, "my-stats", "k3x9", words[0]])
      await selectRun(word, session, (event) => events.push(event));
    assert.deepEqual(events, [
      { event: "selected", jobId: words[1], by: "newest" },
      { event: "selected", jobId: words[1], by: "workload" },
      { event: "selected", jobId: words[0], by: "part" },
    ]);
  });
});
