import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainAccessErrors } from "../../../runner/azure/access-errors.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { findTask } from "../../../runner/commands/logs/find-task.ts";
import { chooseEnvironment } from "../../../runner/environment/choose-environment.ts";
import { connectEnvironment } from "../../../runner/environment/connect.ts";
import { checkLocalEndpoints } from "../../../runner/environment/local-endpoints.ts";
import { selectedStack } from "../../../runner/environment/selected-stack.ts";
import { addTasks } from "../../../runner/job/add-tasks.ts";
import { findStored } from "../../../runner/plan/stored-inputs.ts";
import { noRun } from "../../../runner/results/run-record.ts";
import { type Mistakes, printedErrors } from "../../helpers/printed-errors.ts";
import { assertSnapshot, normalise } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { context, manifestOf } from "../fakes.ts";
import { watchStory } from "../job/watch-story.ts";
import { memoryContainer } from "../memory-container.ts";
import { containersAt, entraOutputs, keysOutputs } from "../outputs.ts";

const { signal } = new AbortController();

const application = memoryContainer("https://store.blob.core.windows.net/application");

const refused =
  (code: string, { outputs = keysOutputs() }: { outputs?: Parameters<typeof explainAccessErrors>[2] } = {}) =>
  () => {
    const error = new ServiceError({ code, status: 403, message: "No." });
    return explainAccessErrors(() => Promise.reject(error), "Storage", outputs)(() => Promise.resolve());
  };

const services: Mistakes = {
  "a certificate that Node doesn't trust": () => {
    const error = new ServiceError({ code: "CERT_HAS_EXPIRED", message: "expired" });
    return explainAccessErrors(() => Promise.reject(error), "Batch", keysOutputs())(() => Promise.resolve());
  },
  "a wrong key": refused("AuthenticationFailed"),
  "a firewall or a wrong key": refused("AuthorizationFailure"),
  "an account without keys": refused("KeyBasedAuthenticationNotPermitted"),
  "a missing role": refused("AuthorizationPermissionMismatch", { outputs: entraOutputs() }),
  "a firewall or a missing role": refused("AuthorizationFailure", { outputs: entraOutputs() }),
  "inputs in a container that doesn't exist": () => {
    const error = new ServiceError({ code: "ContainerNotFound", status: 404, message: "No." });
    const list = async function* (): AsyncGenerator<never> {
      await Promise.reject(error);
      yield* [];
    };
    const containerNamed = () => ({ list });
    return findStored({ containerNamed }, { container: "photos", prefix: "2026/" });
  },
  "a task that is too large for Batch": () => {
    const error = new ServiceError({ code: "RequestBodyTooLarge", status: 413, message: "too large" });
    const batch = { addTasks: () => Promise.reject(error) };
    return addTasks({ batch, manifest: manifestOf(1), context, signal });
  },
};

/** A project whose Pulumi CLI is this shell script, and in which no stack is selected. */
const inProject = <T>(pulumi: string, use: (projectDir: string) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (projectDir) => {
    const path = process.env.PATH;
    const bin = join(projectDir, "node_modules/.bin");
    await mkdir(bin, { recursive: true });
    await mkdir(join(projectDir, "workspaces"));
    await writeFile(join(projectDir, "Pulumi.yaml"), "name: mine\nruntime: nodejs\n");
    await writeFile(join(bin, "pulumi"), `#!/bin/sh\n${pulumi}\n`, { mode: 0o755 });
    try {
      return await use(projectDir);
    } finally {
      process.env.PATH = path;
    }
  });

const connect = (projectDir: string, choice: { stack?: string; outputs?: string; local?: boolean }) =>
  connectEnvironment({ projectDir, cwd: projectDir, env: {}, signal, onChosen: () => {}, ...choice });

const onStack =
  (afterVersion: string, packageJson = '{ "dependencies": { "azbatch": "1" } }') =>
  () =>
    inProject(`[ "$1" = version ] && echo v3.250.0 && exit\n${afterVersion}`, async (projectDir) => {
      await writeFile(join(projectDir, "package.json"), packageJson);
      return connect(projectDir, { stack: "dev" });
    });

const withOutputs = (text: string) => () =>
  inProject("exit 1", async (projectDir) => {
    await writeFile(join(projectDir, "outputs.json"), text);
    return connect(projectDir, { outputs: "outputs.json" });
  });

const environments: Mistakes = {
  "a CI job without a stack": () =>
    inProject("exit 1", (projectDir) =>
      chooseEnvironment({ projectDir, env: { CI: "true", PULUMI_HOME: projectDir } }),
    ),
  "settings that Pulumi didn't write": () =>
    inProject("exit 1", async (projectDir) => {
      const hash = createHash("sha1").update(join(projectDir, "Pulumi.yaml")).digest("hex");
      await writeFile(join(projectDir, `workspaces/mine-${hash}-workspace.json`), "{");
      return selectedStack({ folder: projectDir, name: "mine" }, { PULUMI_HOME: projectDir });
    }),
  "an unknown stack": onStack("echo \"error: no stack named 'dev' found\" >&2; exit 255"),
  "a stack that isn't deployed": onStack("echo '{}'"),
  "a stack with other outputs": onStack(`echo '{"poolId": "p"}'`),
  "a stack of a project without azbatch": onStack(`echo '{"bucket": "b"}'`, "{}"),
  "a stack without a Pulumi project": () =>
    withTemporaryFolder(async (projectDir) => connect(projectDir, { stack: "dev" })),
  "a local cloud without a home folder": () =>
    withTemporaryFolder(async (projectDir) => connect(projectDir, { local: true })),
  "a CLI without a backend": onStack('echo "error: no such backend" >&2; exit 255'),
  "a CLI without a passphrase": onStack('echo "error: PULUMI_CONFIG_PASSPHRASE is not set" >&2; exit 255'),
  "a CLI that can't be downloaded": onStack('echo "Downloading pulumi" >&2; echo "fetch failed" >&2; exit 1'),
  "a project without the CLI": () =>
    inProject("exit 1", async (projectDir) => {
      await rm(join(projectDir, "node_modules"), { recursive: true });
      process.env.PATH = "";
      return connect(projectDir, { stack: "dev" });
    }),
  "a missing outputs file": () =>
    inProject("exit 1", (projectDir) => connect(projectDir, { outputs: "outputs.json" })),
  "an outputs file that isn't JSON": withOutputs("poolId: p"),
  "an outputs file with other outputs": withOutputs('{ "auth": "keys", "poolId": 1 }'),
  "an outputs file with several environments": withOutputs(
    '{ "first": { "auth": "keys" }, "second": { "auth": "entra" } }',
  ),
  "the local cloud with Entra ID": () =>
    checkLocalEndpoints(entraOutputs({ batchAccountEndpoint: "http://127.0.0.1:1" })),
  "a local cloud that can't start": () =>
    inProject("exit 1", async (projectDir) => {
      const BATCH_LOCAL_DIR = join(projectDir, "Pulumi.yaml");
      const env = { ...process.env, BATCH_LOCAL_DIR };
      return connectEnvironment({
        ...{ projectDir, cwd: projectDir, env, signal, onChosen: () => {} },
        local: true,
      });
    }),
  "a local cloud that doesn't run": () => {
    const url = "http://127.0.0.1:1";
    return checkLocalEndpoints(keysOutputs({ batchAccountEndpoint: url, ...containersAt(`${url}/store`) }));
  },
};

const record = {
  application,
  jobId: "job-1",
};
const { tasks } = manifestOf(3);
const run = { jobId: "job-1", tasks };

const watched = async (...story: Parameters<typeof watchStory>) => {
  const { error } = await watchStory(...story);
  throw error;
};

const runs: Mistakes = {
  "an unknown run": () => Promise.reject(noRun(record)),
  "an unknown run in a local cloud": () => Promise.reject(noRun({ ...record, localFolder: "/clone/.local" })),
  "a word for several tasks": () => findTask("t-", run),
  "an unknown task": () => findTask("other", run),
  "a deleted job": () => watched([{ running: 2 }, { job: "gone" }]),
  "a pool that doesn't exist": () => watched([{ pool: "gone" }]),
  "a start task that failed": () =>
    watched([{ nodes: [{ id: "n1", state: "starttaskfailed" }], stderr: "curl: (6) no host\n" }]),
  "a time limit": () => watched([{ running: 1 }, { running: 1 }, { running: 1 }], { timeoutMs: 300 }),
};

describe("errors", () => {
  for (const [name, mistakes] of Object.entries({ services, environments, runs }))
    it(`prints the errors of ${name}`, async () => {
      const { text } = await printedErrors(mistakes);
      await assertSnapshot(`errors/${name}`, normalise(text, { "<hash>": /\b[\da-f]{40}\b/g }));
    });
});
