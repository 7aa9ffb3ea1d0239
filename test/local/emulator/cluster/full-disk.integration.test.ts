import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attempt } from "../../../../local/emulator/cluster/attempt.ts";
import type { NodeBlobs } from "../../../../local/emulator/cluster/blob-access.ts";
import { retryingAlarm, untilSaved } from "../../../../local/emulator/cluster/until-saved.ts";
import { StateUnwritableError } from "../../../../local/emulator/system/errors.ts";
import { createAlarm } from "../../../../local/emulator/time/alarm.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { virtualTime } from "../service/virtual-time.ts";

const full = new StateUnwritableError("database or disk is full");

/** Work that fails on a full disk the given number of times. */
const finding = (times: number) => {
  let calls = 0;
  return () => {
    if (++calls <= times) throw full;
    return calls;
  };
};

const blobs: NodeBlobs = {
  reach: (url) => url,
  autoStorageContainer: () => undefined,
  pause: async () => {},
};

describe("a full disk", () => {
  it("fails a task whose files can't be created, with Azure's code", async () => {
    const launcher = {
      run: async () => ({ kind: "notLaunched", code: "ENOSPC", message: "no space left on device" }) as const,
      close: async () => {},
    };
    const { signal } = new AbortController();
    const spec = { dir: "/nowhere", commandLine: "/bin/true", environment: {}, blobs, signal };
    const { phase, failure } = await attempt(launcher, spec);
    assert.deepEqual([phase, failure?.category, failure?.code], ["preprocessing", "ServerError", "DiskFull"]);
  });

  for (const [exitCode, code] of [
    [1, "DiskFull"],
    [0, undefined],
  ] as const)
    it(`empties the working directory of a task that filled it and exited with ${exitCode}`, () =>
      withTemporaryFolder(async (dir) => {
        await mkdir(join(dir, "wd"));
        await writeFile(join(dir, "wd", "large"), "x".repeat(1000));
        await writeFile(join(dir, "stdout.txt"), "x".repeat(100_000));
        await writeFile(join(dir, "stderr.txt"), "No space left on device\n");
        const launcher = { run: async () => ({ kind: "exited", exitCode }) as const, close: async () => {} };
        const { signal } = new AbortController();
        const spec = { dir, commandLine: "/bin/true", environment: {}, blobs, signal };
        const result = await attempt(launcher, spec, async () => true);
        assert.deepEqual([result.exitCode, result.failure?.code], [exitCode, code]);
        assert.deepEqual((await readdir(dir)).sort(), ["stderr.txt", "stdout.txt"]);
        assert.equal((await stat(join(dir, "stdout.txt"))).size, 64 * 1024);
        assert.equal(await readFile(join(dir, "stderr.txt"), "utf8"), "No space left on device\n");
      }));

  it("loses log lines without ending the cloud", () => {
    const log = JSON.stringify(new URL("../../../../local/log.ts", import.meta.url));
    const script = `const log = (await import(${log})).createLog(); log("a"); setTimeout(() => { log("b"); process.exitCode = 7 }, 20)`;
    const full = openSync("/dev/full", "w");
    const argv = ["--input-type=module", "-e", script];
    const { status } = spawnSync(process.execPath, argv, { stdio: ["ignore", full, full] });
    closeSync(full);
    assert.equal(status, 7);
  });

  it("repeats work until it can be saved", async () => {
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

  it("repeats an alarm's action until it can be saved", () => {
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
