import assert from "node:assert/strict";
import { existsSync, realpathSync, symlinkSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linux } from "../../../helpers/account.ts";
import { signedRequest } from "../../../helpers/signed-request.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { signedFetch, version } from "./signed-fetch.ts";
import { runTasks, withBatchService } from "./with-batch-service.ts";
import { blobNames, withBlobs } from "./with-blobs.ts";

const outsideIds = ["..", ".", "a/b", "../../x", "/etc", "a\0", "a\n", "", "x".repeat(65), "é"];

describe("a name that points out of its directory", () => {
  it("is refused as the id of a pool, a job, a task or a job's own task", () =>
    withBatchService(async ({ client, service, key }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const poolInfo = { poolId: "pool" };
      const run = { commandLine: "/bin/true" };
      for (const id of outsideIds) {
        for (const [path, body] of [
          ["/pools", { id, ...linux }],
          ["/jobs", { id, poolInfo }],
          ["/jobs/job/tasks", { id, ...run }],
          ["/jobs/job/addtaskcollection", { value: [{ id, ...run }] }],
          ["/jobs", { id: "j", poolInfo, jobPreparationTask: { id, ...run } }],
          ["/jobs", { id: "j", poolInfo, jobPreparationTask: run, jobReleaseTask: { id, ...run } }],
        ] as const) {
          const request = { method: "POST", body: JSON.stringify(body) };
          const { status } = await signedFetch(
            { endpoint: service.endpoint, key },
            `${path}?${version}`,
            request,
          );
          assert.deepEqual([path, id, status], [path, id, 400]);
        }
      }
    }));

  it("finds no file, in any encoding", () =>
    withBatchService(async ({ client, service, key }) => {
      await runTasks(client, [{ id: "task", commandLine: "/bin/echo said" }]);
      const { nodeInfo } = await client.task.get("job", "task");
      const node = `/pools/pool/nodes/${nodeInfo?.nodeId}`;
      const target = { endpoint: service.endpoint, key };
      for (const root of ["/jobs/job/tasks/task", node])
        for (const name of outsidePaths) {
          for (const method of ["GET", "HEAD", "DELETE"]) {
            const path = `${root}/files/${name}?${version}&recursive=true`;
            const { status } = await signedRequest(target, { method, path });
            assert([400, 404, 405].includes(status), `${method} ${path}: ${status}`);
          }
        }
      const { text } = await signedRequest(target, {
        method: "GET",
        path: `/jobs/job/tasks/task/files/stdout.txt?${version}`,
      });
      assert.equal(text, "said\n");
    }));
});

const outsidePaths = [
  "../../../../../../../../etc/passwd",
  "..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fbatch.db",
  "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/batch.db",
  "%252e%252e%252f%252e%252e%252fbatch.db",
  "..%5c..%5c..%5cbatch.db",
  "%2Fetc%2Fpasswd",
  "%2F..%2F..%2F..%2F..%2F..%2Fbatch.db",
  "stdout.txt%00.png",
  "%c0%ae%c0%ae%2fbatch.db",
];

describe("the files that the service returns", () => {
  it("exclude the targets of a task's links, also in lists and deletions", () =>
    withTemporaryFolder((elsewhere) =>
      withBatchService(async ({ client }) => {
        const secret = join(elsewhere, "secret.txt");
        await writeFile(secret, "secret");
        const links = `ln -s ${elsewhere} folder; ln -s ${secret} file; ln -s ../stdout.txt inside; ln -s loop loop`;
        await runTasks(client, [{ id: "task", commandLine: `/bin/sh -c "${links}"` }]);
        const listed = await client.file.listFromTask("job", "task", { recursive: true });
        assert.deepEqual(
          listed.map(({ name }) => name).filter((name) => name?.startsWith("wd/")),
          ["wd/inside"],
        );
        for (const name of ["wd/file", "wd/folder/secret.txt", "wd/folder", "wd/loop"]) {
          await assert.rejects(client.file.getFromTask("job", "task", name), { statusCode: 404 });
          await assert.rejects(client.file.deleteFromTask("job", "task", name, { recursive: true }), {
            statusCode: 404,
          });
        }
        assert(existsSync(secret));
      }),
    ));

  it("exclude the directory itself, also if the service's path contains a link", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "real"));
      symlinkSync(join(folder, "real"), join(folder, "link"));
      const dir = join(folder, "link");
      assert.notEqual(realpathSync(dir), dir);
      await withBatchService(
        async ({ client, service, key }) => {
          await runTasks(client, [{ id: "task", commandLine: "/bin/echo said" }]);
          const target = { endpoint: service.endpoint, key };
          for (const name of [".", "wd%2F..", "%2F"]) {
            const path = `/jobs/job/tasks/task/files/${name}?${version}&recursive=true`;
            const { status } = await signedRequest(target, { method: "DELETE", path });
            assert.equal(status, 403);
          }
          assert.equal((await client.file.listFromTask("job", "task")).length, 4);
        },
        { dir },
      );
    }));
});

describe("output files", () => {
  it("come only from the node: a pattern that points out of it fails the task", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client, dir }) => {
        const { container, url } = await blobs.container("output", "rcwl");
        const task = (id: string, filePattern: string) => ({
          id,
          commandLine:
            "/bin/sh -c 'echo out > out.txt; ln -s out.txt link.txt; ln -s /etc etc; ln -s /etc/passwd passwd'",
          outputFiles: [
            {
              filePattern,
              destination: { container: { containerUrl: url, path: id } },
              uploadOptions: { uploadCondition: "taskcompletion" as const },
            },
          ],
        });
        const outside = {
          absolute: "/etc/passwd",
          wild: "/etc/pass*",
          up: "../../../../../../../../../../etc/passwd",
          database: "../../../../../../../../batch.db",
          link: "passwd",
          folder: "etc/passwd",
          own: join(dir, "batch.db"),
        };
        await runTasks(client, [
          ...Object.entries(outside).map(([id, pattern]) => task(id, pattern)),
          task("links", "*"),
          task("beside", "../stdout.txt"),
          task("alias", "link.txt"),
        ]);
        for (const id of Object.keys(outside)) {
          const { executionInfo } = await client.task.get("job", id);
          assert.deepEqual([id, executionInfo?.failureInfo?.code], [id, "FileUploadMiscError"]);
        }
        assert.deepEqual((await blobNames(container)).sort(), [
          "alias",
          "beside",
          "links/link.txt",
          "links/out.txt",
        ]);
      }),
    ));
});
