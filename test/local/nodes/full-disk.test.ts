import assert from "node:assert/strict";
import { StateUnwritableError } from "../../../local/batch/state/database.ts";
import { createAlarm } from "../../../local/nodes/alarm.ts";
import { attempt } from "../../../local/nodes/attempt.ts";
import type { NodeBlobs } from "../../../local/nodes/blob-access.ts";
import { retryingAlarm, untilSaved } from "../../../local/nodes/until-saved.ts";
import { virtualTime } from "../batch/virtual-time.ts";

const full = new StateUnwritableError("database or disk is full");

/** Work that finds a full disk so many times. */
const finding = (times: number) => {
  let calls = 0;
  return () => {
    if (++calls <= times) throw full;
    return calls;
  };
};

describe("a disk that is full", () => {
  it("fails the task whose files can't be made, with Azure's code", async () => {
    const launcher = {
      run: async () => ({ kind: "notLaunched", code: "ENOSPC", message: "no space left on device" }) as const,
      close: async () => {},
    };
    const blobs: NodeBlobs = {
      reach: (url) => url,
      autoStorageContainer: () => undefined,
      pause: async () => {},
    };
    const { signal } = new AbortController();
    const spec = { dir: "/nowhere", commandLine: "/bin/true", environment: {}, blobs, signal };
    const { phase, failure } = await attempt(launcher, spec);
    assert.deepEqual([phase, failure?.category, failure?.code], ["preprocessing", "ServerError", "DiskFull"]);
  });

  it("delays what is to be saved until there is room", async () => {
    const log: string[] = [];
    const pauses: number[] = [];
    const room = {
      log: (line: string) => log.push(line),
      pause: async (millis: number) => void pauses.push(millis),
    };
    assert.equal(await untilSaved(room, new AbortController().signal, finding(2)), 3);
    assert.deepEqual(pauses, [1000, 1000]);
    assert.equal(log.length, 2);
  });

  it("delays what was to happen at a time", () => {
    const time = virtualTime();
    const alarm = retryingAlarm(createAlarm(time.now, time.setTimer), { now: time.now, log: () => {} });
    const work = finding(2);
    const done: number[] = [];
    alarm.set("key", time.now().getTime() + 100, () => done.push(work()));
    time.advance(1000);
    assert.deepEqual(done, []);
    time.advance(2000);
    assert.deepEqual(done, [3]);
  });
});
