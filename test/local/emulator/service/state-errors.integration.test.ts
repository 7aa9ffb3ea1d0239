import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, statSync, writeSync } from "node:fs";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startBatchService } from "../../../../local/emulator/service.ts";
import { startService, type Target } from "../../../helpers/service-process.ts";
import { signedRequest } from "../../../helpers/signed-request.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { withBatchService } from "./with-batch-service.ts";

const page = 4096;

const overwrite = (file: string, at: number, length: number): void => {
  writeSync(openSync(file, "r+"), Buffer.alloc(length, 0x41), 0, length, at);
};

const damages: Readonly<Record<string, (file: string) => unknown>> = {
  "its first page overwritten": (file) => overwrite(file, 0, 100),
  "a page in the middle overwritten": (file) =>
    overwrite(file, Math.floor(statSync(file).size / page / 2) * page, page),
  "its end cut off": (file) => truncate(file, statSync(file).size - 3 * page),
  "nothing in it": (file) => truncate(file),
  "another file in its place": (file) =>
    writeFile(file, "These are my notes, no database at all.\n".repeat(100)),
};

describe("a database", () => {
  for (const [name, damage] of Object.entries(damages))
    it(`with ${name} is refused at the start, with a one-line error`, () =>
      withTemporaryFolder(async (dir) => {
        await withBatchService(
          async ({ client }) => {
            await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
            for (const at of [0, 1, 2, 3, 4])
              await client.task.addCollection(
                "job",
                Array.from({ length: 100 }, (_, i) => ({ id: `t${at}-${i}`, commandLine: "/bin/true" })),
              );
          },
          { dir },
        );
        await damage(join(dir, "batch.db"));
        await assert.rejects(startBatchService({ dir }), {
          code: "StateCorrupt",
          message: /^[^\n]*batch\.db[^\n]*$/,
        });
      }));

  it("is refused at the start if it cannot be opened", () =>
    withTemporaryFolder(async (dir) => {
      await mkdir(join(dir, "batch.db"));
      await assert.rejects(startBatchService({ dir }), {
        code: "StateUnwritable",
        message: /batch\.db/,
      });
    }));
});

const script = fileURLToPath(new URL("../../../helpers/serve-batch.ts", import.meta.url));

/** Starts a service with a limit on the size of its files, which SQLite handles like a full disk. */
const spawnLimited = (dir: string, kilobytes: number) => {
  const limited = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$@"`;
  const argv = ["-c", limited, "bash", process.execPath, script, dir];
  return spawn("bash", argv, { stdio: ["ignore", "pipe", "pipe"] });
};

describe("a disk that is full", () => {
  it("is the reason for which the start fails", () =>
    withTemporaryFolder(async (dir) => {
      const child = spawnLimited(dir, 16);
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
      assert.equal(code, 1);
      assert.match(said, /^StateUnwritableError: .*batch\.db.*code: 'StateUnwritable'/ms);
    }));

  it("fails the request that hits it, and keeps what was acknowledged before", () =>
    withTemporaryFolder(async (dir) => {
      const child = spawnLimited(dir, 400);
      const logged = text(child.stderr);
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const acknowledged: string[] = [];
      const add = async (target: Target, id: string) => {
        const job = {
          id,
          poolInfo: { poolId: "pool" },
          metadata: [{ name: "a", value: "x".repeat(20_000) }],
        };
        return signedRequest(target, jobAdd(job));
      };
      const target = JSON.parse(line.toString()) as Target;
      for (let number = 0; number < 50; number++) {
        const { status, text: body } = await add(target, `job-${number}`);
        if (status !== 201) {
          const { code, values } = JSON.parse(body) as Refusal;
          assert.deepEqual([status, code], [500, "InternalError"]);
          assert.match(values[0]?.value ?? "", reason);
          break;
        }
        acknowledged.push(`job-${number}`);
      }
      assert(acknowledged.length > 0 && acknowledged.length < 50, `${acknowledged.length}`);
      child.kill("SIGKILL");
      const [said] = await Promise.all([logged, once(child, "close")]);
      const [why, ...more] = said.split("\n").filter((each) => each.includes("a request failed"));
      assert.match(why ?? "", reason);
      assert.deepEqual([more, said.includes("internal error")], [[], false]);

      const again = startService(dir);
      const now = await again.ready;
      const { text: list } = await signedRequest(now, { method: "GET", path: `/jobs?$select=id&${version}` });
      const { value } = JSON.parse(list) as { value: { id: string }[] };
      assert.deepEqual(value.map(({ id }) => id).sort(), acknowledged.sort());
      assert.equal((await add(now, "another")).status, 201);
      await again.kill();
    })).timeout(60_000);
});

/** Returns the file that the message of StateUnwritable names. */
const reason = /\S\/batch\.db\b/;

interface Refusal {
  readonly code: string;
  readonly values: readonly { readonly value: string }[];
}

const version = "api-version=2022-10-01.16.0";

const jobAdd = (job: object) => ({
  method: "POST",
  path: `/jobs?${version}`,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(job),
});
