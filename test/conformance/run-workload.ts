import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import type { StackOutputs } from "../../infra/outputs.ts";
import type { TaskOutcome } from "../../runner/results/outcome.ts";
import type { PlanInput, TaskPlan, Workload } from "../../task/workload.ts";
import { type CommandOutput, filesOf, reportOf, runAsUser } from "../runner/user.ts";
import { type Lab, linux, sharedPoolSlots } from "./lab.ts";

interface Run {
  readonly tasks: (run: PlanInput) => readonly TaskPlan[];
  readonly workload?: Pick<Workload, "env" | "files">;
  /** Files on the user's machine, by name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Runs during the submit, with the start of the job's id. */
  readonly meanwhile?: (jobPrefix: string) => Promise<void>;
}

interface Ran extends CommandOutput {
  /** Exit code and failure code of each task in `report.json`, by its name. */
  readonly outcomes: Readonly<Record<string, readonly [exitCode?: number, code?: string]>>;
  /** Outcome of the task with a name. */
  readonly outcomeOf: (name: string) => TaskOutcome;
  /** Names of all downloaded files of the run. */
  readonly names: readonly string[];
  /** Reads the downloaded file with a name. */
  readonly fileOf: (name: string | RegExp) => string;
}

/** `npx azbatch submit` of a workload on the lab's accounts and shared pool; each task has its own command. */
export const runWorkload = async (
  lab: Lab,
  { tasks, workload, inputs = {}, meanwhile }: Run,
): Promise<Ran> => {
  const cwd = await mkdtemp(join(tmpdir(), "task-contract-"));
  lab.defer(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(join(cwd, "in"));
  for (const [name, text] of Object.entries(inputs)) await writeFile(join(cwd, "in", name), text);
  await writeFile(join(cwd, "outputs.json"), JSON.stringify(await outputsOf(lab)), { mode: 0o600 });
  const name = lab.newId("contract");
  const declared: Workload = {
    description: "what task/README.md says",
    command: "exit 99",
    inputs: Object.keys(inputs).length > 0 ? "in/*" : undefined,
    plan: tasks,
    ...workload,
  };
  const [said] = await Promise.all([
    runAsUser(["submit", name, "--yes", "--outputs", "outputs.json"], {
      cwd,
      context: { workloads: { [name]: declared }, projectDir: cwd },
    }),
    meanwhile?.(name),
  ]);
  const files = await filesOf(cwd);
  const { tasks: outcomes } = await reportOf(cwd);
  return {
    ...said,
    outcomes: Object.fromEntries(
      outcomes.map((task) => [
        task.name ?? "",
        task.succeeded ? [task.exitCode] : [task.exitCode, task.code],
      ]),
    ),
    outcomeOf: (name) => outcomes.find((task) => task.name === name) ?? assert.fail(`no task ${name}`),
    names: [...files.keys()],
    fileOf: (wanted) => {
      const found = [...files].filter(([path]) =>
        wanted instanceof RegExp ? wanted.test(path) : wanted === path,
      );
      assert.equal(found.length, 1, `${wanted} among ${[...files.keys()].join(", ")}; ${said.stderr}`);
      return found[0]?.[1] ?? "";
    },
  };
};

/** Returns the outputs of a stack for the lab, with new containers that are deleted after the test. */
const outputsOf = async ({ target, newId, defer, sharedPool }: Lab): Promise<StackOutputs> => {
  const storage = BlobServiceClient.fromConnectionString(target.storage);
  const containerUrl = async (name: string): Promise<string> => {
    const { containerClient } = await storage.createContainer(newId(name));
    defer(() => containerClient.delete());
    return containerClient.url;
  };
  return {
    auth: "keys",
    location: "here",
    resourceGroupName: "conformance",
    storageAccountName: storage.accountName,
    storageAccountKey: /AccountKey=([^;]+)/.exec(target.storage)?.[1] ?? "",
    applicationContainerUrl: await containerUrl("application"),
    inputContainerUrl: await containerUrl("input"),
    outputContainerUrl: await containerUrl("output"),
    batchAccountName: target.account,
    batchAccountEndpoint: target.endpoint,
    batchAccountKey: target.key,
    poolId: sharedPool,
    vmSize: linux.vmSize,
    maxDedicatedNodes: 1,
    maxSpotNodes: 0,
    autoscale: false,
    taskSlotsPerNode: sharedPoolSlots,
    // Commands don't need Node.
    nodePath: "no-node-here",
    containerImages: [],
  };
};
