import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { selectedStack } from "../../../runner/environment/selected-stack.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** A project and a Pulumi home whose CLI has left this settings file for the project. */
const withSettings = (settings: string | undefined, use: (project: string, home: string) => Promise<void>) =>
  withTemporaryFolder(async (folder) => {
    const projectFile = join(folder, "Pulumi.yaml");
    const workspaces = join(folder, "home", "workspaces");
    await mkdir(workspaces, { recursive: true });
    await writeFile(projectFile, "name: my-project\n");
    const hash = createHash("sha1").update(projectFile).digest("hex");
    if (settings !== undefined)
      await writeFile(join(workspaces, `my-project-${hash}-workspace.json`), settings);
    await use(folder, join(folder, "home"));
  });

const finds = (settings: string | undefined, env: Record<string, string>, stack: string | undefined) => () =>
  withSettings(settings, async (project, home) => {
    assert.equal(await selectedStack(project, { PULUMI_HOME: home, ...env }), stack);
  });

describe("selected-stack", () => {
  it("none", finds(undefined, {}, undefined));
  it("none any more", finds("{}", {}, undefined));
  it("the CLI's choice", finds('{"stack": "acme/my-project/dev"}', {}, "acme/my-project/dev"));
  it("the CLI's choice by its own name", finds('{"stack": "organization/my-project/dev"}', {}, "dev"));
  it("the environment before the CLI's choice", finds('{"stack": "dev"}', { PULUMI_STACK: "prod" }, "prod"));
  it("looks in the user's home", finds(undefined, { PULUMI_HOME: "" }, undefined));

  it("looks in the home of the password database, whatever HOME says, as Pulumi does", () =>
    withSettings('{"stack": "dev"}', async (project, home) => {
      await rename(home, join(project, ".pulumi"));
      const before = process.env.HOME;
      process.env.HOME = project;
      try {
        assert.equal(await selectedStack(project, { HOME: project }), undefined);
      } finally {
        if (before === undefined) delete process.env.HOME;
        else process.env.HOME = before;
      }
    }));

  for (const below of ["", "/task/deep"]) {
    it(`the CLI's choice, made where the project is by a link${below}`, () =>
      withTemporaryFolder(async (folder) => {
        const [project, link] = [join(folder, "project"), join(folder, "link")];
        await mkdir(join(project, below), { recursive: true });
        await symlink(project, link);
        await writeFile(join(project, "Pulumi.yaml"), "name: my-project\n");
        const hash = createHash("sha1").update(join(link, "Pulumi.yaml")).digest("hex");
        await mkdir(join(folder, "workspaces"));
        await writeFile(join(folder, "workspaces", `my-project-${hash}-workspace.json`), '{"stack": "dev"}');
        const env = { PULUMI_HOME: folder, PWD: link + below };
        assert.equal(await selectedStack(project, env), "dev");
        assert.equal(await selectedStack(project, { ...env, PWD: project }), undefined);
      }));
  }

  it("says when the file is not Pulumi's", () =>
    withSettings('{"stack": ', async (project, home) => {
      await assert.rejects(
        selectedStack(project, { PULUMI_HOME: home }),
        isEnvironmentError("PulumiSettingsInvalid", "workspace.json"),
      );
    }));
});
