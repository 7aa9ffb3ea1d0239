import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { environmentError, RunnerError, usageError } from "../../../runner/errors.ts";
import { cutShort } from "../../../runner/run/interruption.ts";
import type { Session } from "../../../runner/run/session.ts";
import { followUps } from "../../../runner/ui/follow-up.ts";
import { plainDisplay } from "../../../runner/ui/plain.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { fakeClock } from "../fakes.ts";

interface Situation {
  readonly error?: unknown;
  /** Ctrl-C was pressed once, or twice. */
  readonly presses: 0 | 1 | 2;
  readonly hasJob?: boolean;
  /** Whether there is a terminal on which the user can press a key. */
  readonly isTerminal?: boolean;
}

const press = (times: number, needed: number): AbortSignal =>
  times >= needed ? AbortSignal.abort() : new AbortController().signal;

/** Interrupts a watched job in this situation and returns what was printed and called. */
const leave = async ({ error, presses, hasJob = true, isTerminal = true }: Situation) => {
  const stderr = new PassThrough({ encoding: "utf8" });
  const clock = fakeClock();
  const events: string[] = [];
  const ended: string[] = [];
  const batch = {
    terminateJob: async (jobId: string, reason: string) => void ended.push(`${jobId}: ${reason}`),
  };
  const display = plainDisplay(stderr, clock);
  const result = await cutShort(error, {
    jobId: "job-1",
    session: { afterwards: () => ({ batch }) } as unknown as Session,
    followUp: followUps({}, {}),
    hasJob,
    display: { ...display, emit: (event) => void events.push(event.event) },
    context: {
      clock,
      signal: press(presses, 1),
      cancelSignal: press(presses, 2),
      terminal: { stdout: new PassThrough(), stderr, ask: isTerminal ? async () => "" : undefined },
    },
  }).catch((thrown: unknown) => thrown);
  return { result, events, ended, sleeps: clock.sleeps, text: String(stderr.read() ?? "") };
};

const hintOf = (thrown: unknown): string => {
  assert(thrown instanceof RunnerError, String(thrown));
  return thrown.hint ?? "";
};

const [comeBack, cancel] = ["npx azbatch submit --resume job-1", "npx azbatch cancel job-1"];

describe("cutShort", () => {
  it("waits 3 seconds for a second Ctrl-C on a terminal, and ends no job without it", async () => {
    const { result, ended, sleeps, text } = await leave({ presses: 1 });
    assert.deepEqual({ result, ended, sleeps }, { result: 130, ended: [], sleeps: [3000] });
    assert(text.includes(comeBack) && text.includes(cancel), text);
    await assertSnapshot("interruption/ctrl-c", text);
  });

  it("ends the job on the second Ctrl-C, and suggests to download completed tasks", async () => {
    const { result, ended, events, text } = await leave({ presses: 2 });
    assert.deepEqual({ result, events }, { result: 130, events: ["cancelled"] });
    assert.deepEqual(ended, ["job-1: cancelled by Ctrl-C"]);
    assert(text.includes("npx azbatch download job-1"), text);
    await assertSnapshot("interruption/ctrl-c-twice", text);
  });

  it("doesn't wait for a second Ctrl-C without a terminal", async () => {
    const { result, ended, sleeps, text } = await leave({ presses: 2, isTerminal: false });
    assert.deepEqual({ result, ended, sleeps }, { result: 130, ended: [], sleeps: [] });
    await assertSnapshot("interruption/without-a-terminal", text);
  });

  it("doesn't suggest cancel before the job is started, and ends no job on a second Ctrl-C", async () => {
    const { result, ended, text } = await leave({ presses: 2, hasJob: false });
    assert.deepEqual({ result, ended }, { result: 130, ended: [] });
    assert(text.includes(comeBack) && !text.includes(cancel), text);
    await assertSnapshot("interruption/before-the-job", text);
  });

  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" });
  const busy = new ServiceError({ code: "ServerBusy", message: "Busy", status: 503 });
  for (const [title, error, code] of [
    ["a busy service", busy, "ServerBusy"],
    ["a full disk", full, "ENOSPC"],
    ["a lost sign-in", environmentError("SignInFailed", "x", "az login"), "SignInFailed"],
  ] as const)
    it(`adds the commands to resume and to cancel to ${title}, and keeps its code ${code}`, async () => {
      const { result } = await leave({ error, presses: 0 });
      const hint = hintOf(result);
      assert(hint.includes(comeBack) && hint.includes(cancel), hint);
      assert(result instanceof RunnerError && result.code === code && result.kind === "environment");
      await assertSnapshot(`interruption/${title.replaceAll(" ", "-")}`, `${result.message}\n${hint}`);
    });

  const final = new RunnerError({ kind: "environment", code: "JobDeleted", message: "x", isFinal: true });
  for (const [title, error] of [
    ["a usage error", usageError("InvalidJobId", "x")],
    ["an error after which the run can't be resumed", final],
    ["a bug", new TypeError("x")],
    ["a request that Azure refuses", new ServiceError({ code: "InvalidValue", message: "x", status: 400 })],
  ] as const)
    it(`throws ${title} unchanged`, async () =>
      assert.equal((await leave({ error, presses: 0 })).result, error));
});
