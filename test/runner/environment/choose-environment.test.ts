import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseEnvironment } from "../../../runner/environment/choose-environment.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

type Request = Omit<Partial<Parameters<typeof chooseEnvironment>[0]>, "projectDir">;

interface Project {
  /** The text of package.json. */
  readonly package?: string;
  readonly pulumi?: string;
  /** Selected with `pulumi stack select`. */
  readonly selected?: string;
}

const ours: Project = { package: '{ "dependencies": { "azbatch": "1" } }', pulumi: "name: my-project\n" };

const choose = (request: Request, project: Project = ours) =>
  withTemporaryFolder(async (projectDir) => {
    const file = join(projectDir, "Pulumi.yaml");
    if (project.pulumi !== undefined) await writeFile(file, project.pulumi);
    if (project.package !== undefined) await writeFile(join(projectDir, "package.json"), project.package);
    await mkdir(join(projectDir, "home/workspaces"), { recursive: true });
    const hash = createHash("sha1").update(file).digest("hex");
    if (project.selected !== undefined)
      await writeFile(
        join(projectDir, `home/workspaces/my-project-${hash}-workspace.json`),
        JSON.stringify({ stack: project.selected }),
      );
    const env = { PULUMI_HOME: join(projectDir, "home"), ...request.env };
    return chooseEnvironment({ ...request, projectDir, env });
  });

const chosen = async (...parts: Parameters<typeof choose>): Promise<string[]> => {
  const { kind, name } = await choose(...parts);
  return [kind, name];
};

describe("chooseEnvironment", () => {
  it("returns the local cloud if no stack is selected", async () =>
    assert.deepEqual(await chosen({ env: {} }), ["local cloud", "local"]));

  it("returns the selected stack", async () =>
    assert.deepEqual(await chosen({ env: {} }, { ...ours, selected: "dev" }), ["stack", "dev"]));

  it("prefers PULUMI_STACK to the selected stack, and --stack to both", async () => {
    const project = { ...ours, selected: "dev" };
    const env = { PULUMI_STACK: "prod" };
    assert.deepEqual(await chosen({ env }, project), ["stack", "prod"]);
    assert.deepEqual(await chosen({ env, stack: "test" }, project), ["stack", "test"]);
  });

  for (const CI of ["true", "1", "woodpecker"]) {
    it(`refuses the local cloud in a CI job (CI=${CI}) without --local`, async () => {
      await assert.rejects(choose({ env: { CI } }), isUsageError("StackNotSelected", "--stack", "--local"));
      assert.deepEqual(await chosen({ env: { CI }, local: true }), ["local cloud", "local"]);
    });

    it(`returns the named stack or outputs file in a CI job (CI=${CI})`, async () => {
      assert.deepEqual(await chosen({ env: { CI }, stack: "prod" }), ["stack", "prod"]);
      assert.deepEqual(await chosen({ env: { CI, PULUMI_STACK: "dev" } }), ["stack", "dev"]);
      assert.deepEqual(await chosen({ env: { CI }, outputs: "o.json" }), ["file", "o.json"]);
    });
  }

  for (const CI of ["", "false"])
    it(`returns the local cloud if CI is "${CI}"`, async () =>
      assert.deepEqual(await chosen({ env: { CI } }), ["local cloud", "local"]));

  it("returns the local cloud with --local although a stack is selected", async () =>
    assert.deepEqual(await chosen({ env: { PULUMI_STACK: "prod" }, local: true }), ["local cloud", "local"]));
});

describe("chooseEnvironment in a Pulumi project of another infrastructure", () => {
  const foreign: Project = { pulumi: "name: my-project\nruntime: go\n", selected: "prod" };

  it("uses the local cloud although a stack is selected, and names the stack and the flag for it", async () => {
    const choice = await choose({ env: {} }, foreign);
    assert.equal(choice.kind, "local cloud");
    assert.match((choice.kind === "local cloud" && choice.notice) || "", /\bprod\b.*--stack prod/);
  });

  it("uses a stack that the user names", async () => {
    assert.deepEqual(await chosen({ env: {}, stack: "prod" }, foreign), ["stack", "prod"]);
    assert.deepEqual(await chosen({ env: { PULUMI_STACK: "prod" } }, foreign), ["stack", "prod"]);
  });

  it("refuses the local cloud in a CI job", () =>
    assert.rejects(choose({ env: { CI: "true" } }, foreign), isUsageError("StackNotSelected", "--local")));

  it("isn't disturbed by a file that Pulumi couldn't read either", async () =>
    assert.deepEqual(await chosen({ env: {} }, { pulumi: "name: [" }), ["local cloud", "local"]));
});

describe("chooseEnvironment without a Pulumi project", () => {
  it("uses the local cloud, and says how to get to Azure", async () => {
    for (const local of [false, true]) {
      const choice = await choose({ env: {}, local }, {});
      assert.match((choice.kind === "local cloud" && choice.notice) || "", /npm create azbatch/);
    }
  });

  it("refuses a stack that the user names, instead of running elsewhere", async () => {
    for (const request of [{ env: {}, stack: "dev" }, { env: { PULUMI_STACK: "dev" } }])
      await assert.rejects(choose(request, {}), isUsageError("PulumiProjectNotFound", "dev", "--local"));
  });
});
