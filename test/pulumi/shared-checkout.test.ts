import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createPulumiProject, type PulumiProject } from "../helpers/pulumi-project.ts";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("a shared repository, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;
  let other: PulumiProject;

  before(async function () {
    cloud = await startOnLocalCloud(this);
    const folder = join(cloud.folder, "other");
    mkdirSync(folder);
    other = await createPulumiProject(folder, {
      ...cloud.variables,
      PULUMI_CONFIG_PASSPHRASE: "of the other one",
    });
    for (const project of [cloud.pulumi, other]) {
      git(project, "init", "--quiet");
      appendFileSync(join(project.folder, ".git/info/exclude"), "node_modules\n");
      git(project, "add", "--all");
      git(
        project,
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@localhost",
        "commit",
        "--quiet",
        "-m",
        "all",
      );
    }
  });
  after(() => cloud?.close());

  const git = ({ folder }: PulumiProject, ...args: string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8" });

  /** Runs a command and asserts that it succeeds and leaves nothing to commit. */
  const run = async (project: PulumiProject, ...args: string[]): Promise<void> => {
    const { exitCode, output } = await project.run(...args);
    assert.equal(exitCode, 0, output);
    assert.equal(git(project, "status", "--porcelain"), "", args.join(" "));
  };
  const copyExample = ({ folder }: PulumiProject): void =>
    copyFileSync(join(folder, "Pulumi.dev.yaml"), join(folder, "stacks", "Pulumi.dev.yaml"));

  it("refuses a stack that is named like an example and has no settings", async () => {
    await run(cloud.pulumi, "stack", "init", "dev");
    const { exitCode, output } = await cloud.pulumi.run("preview");
    assert.notEqual(exitCode, 0);
    assert.match(output, /error: .*\bstack dev\b.*\bcp Pulumi\.dev\.yaml stacks\/`/);
  });

  it("stays clean through a stack's life", async () => {
    copyExample(cloud.pulumi);
    await run(cloud.pulumi, "config", "set", "taskSlotsPerNode", "1");
    await run(cloud.pulumi, "up", "--yes", "--skip-preview");
    await run(cloud.pulumi, "preview", "--expect-no-changes");
    assert.equal((await cloud.outputs("dev")).maxDedicatedNodes, 1);
  });

  it("lets a second person start with another passphrase", async () => {
    copyExample(other);
    await run(other, "stack", "init", "dev");
    await run(other, "config", "set", "--secret", "azure-native:clientSecret", "secret");
    await run(other, "preview");
  });

  it("keeps its files when a stack is removed", async () => {
    await run(other, "stack", "rm", "dev", "--yes");
    assert(existsSync(join(other.folder, "Pulumi.dev.yaml")));
    await run(cloud.pulumi, "destroy", "--yes", "--skip-preview");
  });
});
