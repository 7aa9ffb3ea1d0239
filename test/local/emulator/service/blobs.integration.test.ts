import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { runTasks, taskFile, withBatchService } from "./with-batch-service.ts";
import { type Blobs, blobNames, blobText, withBlobs } from "./with-blobs.ts";

const put = async (blobs: Blobs, name: string, contents: Record<string, string>): Promise<string> => {
  const { container, url } = await blobs.container(name, "rl");
  for (const [blob, text] of Object.entries(contents))
    await container.getBlockBlobClient(blob).upload(text, text.length);
  return url;
};

describe("resource files", () => {
  it("are downloaded before the task starts, from a URL, a container or a prefix", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`many/${i}.txt`, `${i}`]));
        const url = await put(blobs, "input", { "a.txt": "A", "sub/b.txt": "B", ...many });
        const [base, sas] = url.split("?");
        await runTasks(client, [
          {
            id: "task",
            commandLine:
              "/bin/sh -c 'cat in/a.txt all/a.txt all/sub/b.txt sub/b.txt; ./run.sh; ls all/many | wc -l'",
            resourceFiles: [
              { httpUrl: `${base}/a.txt?${sas}`, filePath: "in/a.txt" },
              { storageContainerUrl: url, filePath: "all" },
              { storageContainerUrl: url, blobPrefix: "sub/" },
              { httpUrl: `${base}/a.txt?${sas}`, filePath: "run.sh", fileMode: "0755" },
            ],
          },
        ]);
        assert.equal(await taskFile(client, { taskId: "task", path: "stdout.txt" }), "AABB20\n");
      }),
    ));

  it("fail the task at once if they are missing, without a retry and without showing the SAS", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const [base, sas] = (await put(blobs, "input", { "a.txt": "A" })).split("?");
        const file = (id: string, httpUrl: string, filePath = "a.txt") => ({
          id,
          commandLine: "/bin/true",
          constraints: { maxTaskRetryCount: 3 },
          resourceFiles: [{ httpUrl, filePath }],
        });
        await runTasks(client, [
          file("missing", `${base}/b.txt?${sas}`),
          file("denied", `${base}/a.txt?${sas}x`),
          file("outside", `${base}/a.txt?${sas}`, "../../a.txt"),
        ]);
        const codes = {
          missing: "BlobNotFound",
          denied: "BlobAccessDenied",
        };
        for (const [id, code] of Object.entries({ ...codes, outside: "ResourceFileCreateFailed" })) {
          const info = (await client.task.get("job", id)).executionInfo;
          assert.deepEqual(
            [id, info?.failureInfo?.code, info?.retryCount, info?.exitCode],
            [id, code, 0, undefined],
          );
          assert.doesNotMatch(JSON.stringify(info), /sig=/);
        }
      }),
    ));
});

describe("output files", () => {
  it("are found in a service directory whose name contains wildcards", () =>
    withTemporaryFolder((folder) =>
      withBlobs((blobs) =>
        withBatchService(
          async ({ client }) => {
            const { container, url } = await blobs.container("output", "w");
            const file = (filePattern: string, path: string) => ({
              filePattern,
              destination: { container: { containerUrl: url, path } },
              uploadOptions: { uploadCondition: "taskcompletion" as const },
            });
            await runTasks(client, [
              {
                id: "task",
                commandLine: "/bin/touch a.txt b.txt",
                outputFiles: [file("a.txt", "one"), file("*.txt", "all"), file("../std*.txt", "logs")],
              },
            ]);
            assert.deepEqual(await blobNames(container), [
              "all/a.txt",
              "all/b.txt",
              "logs/stderr.txt",
              "logs/stdout.txt",
              "one",
            ]);
          },
          { dir: join(folder, "a [1] #?*%20") },
        ),
      ),
    ));

  it("are uploaded by pattern and condition, with their headers", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const { container, url: containerUrl } = await blobs.container("output", "w");
        const to = (
          filePattern: string,
          uploadCondition: "tasksuccess" | "taskfailure" | "taskcompletion",
          path?: string,
        ) => ({
          filePattern,
          destination: { container: { containerUrl, path } },
          uploadOptions: { uploadCondition },
        });
        const outputFiles = (id: string) => [
          to("out.txt", "tasksuccess", `${id}/result`),
          to("**/*.csv", "taskcompletion", `${id}/tables`),
          to("../std*.txt", "taskcompletion", id),
          to("$AZ_BATCH_TASK_WORKING_DIR/note.md", "taskfailure", `${id}/note`),
          to("nothing-*.txt", "taskcompletion", id),
        ];
        const script =
          "echo out > out.txt; echo note > note.md; mkdir t; echo 1 > t/a.csv; echo 2 > .hidden.csv; echo said";
        await runTasks(client, [
          { id: "good", commandLine: `/bin/sh -c '${script}'`, outputFiles: outputFiles("good") },
          { id: "bad", commandLine: `/bin/sh -c '${script}; exit 1'`, outputFiles: outputFiles("bad") },
        ]);
        const both = (id: string) => [`${id}/stderr.txt`, `${id}/stdout.txt`, `${id}/tables/t/a.csv`];
        assert.deepEqual(
          await blobNames(container),
          [...both("bad"), "bad/note", ...both("good"), "good/result"].sort(),
        );
        assert.equal(await blobText(container, "good/stdout.txt"), "said\n");
      }),
    ));

  it("are matched as in Azure: dots only by name, braces literally, each file once, no pipes", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const { container, url: containerUrl } = await blobs.container("output", "w");
        const to = (filePattern: string, path: string) => ({
          filePattern,
          destination: { container: { containerUrl, path } },
          uploadOptions: { uploadCondition: "taskcompletion" as const },
        });
        const script = `
          mkdir -p d/.e/f d/g/.h; touch d/a d/.b d/.e/c d/.e/.i d/.e/f/j d/g/k d/g/.h/l; mkfifo d/pipe
          touch "{x,y}.txt" x.txt "z[1].txt" "a(b).txt" ab.txt`;
        await runTasks(client, [
          {
            id: "task",
            commandLine: `/bin/sh -c '${script}'`,
            outputFiles: [
              to("d/**/*", "1"),
              to("d/**/.[!.]*", "2"),
              to("d/**/.[!.]*/**/*", "3"),
              to("d/**/.[!.]*/**/.[!.]*", "4"),
              to("{x,y}.t?t", "5"),
              to("z[[]1].t*", "6"),
              to("+(a|b).t*", "7"),
              to("**/**/k", "8"),
            ],
          },
        ]);
        assert.deepEqual(await blobNames(container), [
          ...["1/a", "1/g/k", "2/.b", "3/.e/c", "3/.e/f/j", "3/g/.h/l", "4/.e/.i"],
          ...["5/{x,y}.txt", "6/z[1].txt", "8/d/g/k"],
        ]);
      }),
    ));

  it("fail the task if a name is invalid for a blob, and the other files are uploaded", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const { container, url: containerUrl } = await blobs.container("output", "w");
        await runTasks(client, [
          {
            id: "bytes",
            commandLine: `/bin/bash -c 'touch a.txt "$(printf "\\377.txt")"; f=b$(printf "\\377%.0s" {1..250}); mkdir z $f; touch $f/b.txt z/c.txt'`,
            outputFiles: [
              {
                filePattern: "**/*.txt",
                destination: { container: { containerUrl, path: "bytes" } },
                uploadOptions: { uploadCondition: "taskcompletion" },
              },
            ],
          },
        ]);
        const info = (await client.task.get("job", "bytes")).executionInfo;
        assert.deepEqual([info?.exitCode, info?.failureInfo?.code], [0, "FileUploadMiscError"]);
        assert.deepEqual(await blobNames(container), ["bytes/a.txt", "bytes/z/c.txt"]);
      }),
    ));

  it("fail a task with exit code 0 if they cannot be uploaded", () =>
    withBlobs((blobs) =>
      withBatchService(async ({ client }) => {
        const denied = await blobs.container("readable", "r");
        const gone = await blobs.container("gone", "w");
        const taken = await blobs.container("taken", "w");
        await gone.container.delete();
        const task = (id: string, containerUrl: string) => ({
          id,
          commandLine: "/bin/sh -c 'echo x > x.txt'",
          outputFiles: [containerUrl, taken.url].map((each) => ({
            filePattern: "x.txt",
            destination: { container: { containerUrl: each, path: id } },
            uploadOptions: { uploadCondition: "tasksuccess" as const },
          })),
        });
        await runTasks(client, [task("denied", denied.url), task("gone", gone.url)]);
        for (const [id, code] of [
          ["denied", "FileUploadAccessDenied"],
          ["gone", "FileUploadContainerNotFound"],
        ] as const) {
          const info = (await client.task.get("job", id)).executionInfo;
          assert.deepEqual([info?.result, info?.exitCode, info?.failureInfo?.code], ["failure", 0, code]);
          assert.doesNotMatch(JSON.stringify(info), /sig=/);
        }
        assert.deepEqual(await blobNames(taken.container), ["denied", "gone"], "what can be uploaded is");
      }),
    ));
});
