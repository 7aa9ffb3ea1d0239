import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { selectedStack } from "../../../runner/environment/selected-stack.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Calls `use` with a project and a Pulumi home that has these settings for the project. */
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
    assert.equal(
      await selectedStack({ folder: project, name: "my-project" }, { PULUMI_HOME: home, ...env }),
      stack,
    );
  });

describe("selectedStack", () => {
  it("returns undefined without a settings file", finds(undefined, {}, undefined));
  it("returns undefined if the settings have no stack", finds("{}", {}, undefined));
  it(
    "returns the stack that the CLI selected",
    finds('{"stack": "acme/my-project/dev"}', {}, "acme/my-project/dev"),
  );
  it(
    "returns only the name of a stack in the default organization",
    finds('{"stack": "organization/my-project/dev"}', {}, "dev"),
  );
  it("reads the user's home if PULUMI_HOME is empty", finds(undefined, { PULUMI_HOME: "" }, undefined));

  it("ignores HOME and reads the home of the password database, like Pulumi", () =>
    withSettings('{"stack": "dev"}', async (project, home) => {
      await rename(home, join(project, ".pulumi"));
      const before = process.env.HOME;
      process.env.HOME = project;
      try {
        assert.equal(
          await selectedStack({ folder: project, name: "my-project" }, { HOME: project }),
          undefined,
        );
      } finally {
        if (before === undefined) delete process.env.HOME;
        else process.env.HOME = before;
      }
    }));

  for (const below of ["", "/task/deep"]) {
    it(`returns the stack selected below a link to the project${below}`, () =>
      withTemporaryFolder(async (folder) => {
        const [project, link] = [join(folder, "project"), join(folder, "link")];
        await mkdir(join(project, below), { recursive: true });
        await symlink(project, link);
        await writeFile(join(project, "Pulumi.yaml"), "name: my-project\n");
        const hash = createHash("sha1").update(join(link, "Pulumi.yaml")).digest("hex");
        await mkdir(join(folder, "workspaces"));
        await writeFile(join(folder, "workspaces", `my-project-${hash}-workspace.json`), '{"stack": "dev"}');
        const env = { PULUMI_HOME: folder, PWD: link + below };
        assert.equal(await selectedStack({ folder: project, name: "my-project" }, env), "dev");
        assert.equal(
          await selectedStack({ folder: project, name: "my-project" }, { ...env, PWD: project }),
          undefined,
        );
      }));
  }

  it("throws PulumiSettingsInvalid if the settings aren't JSON", () =>
    withSettings('{"stack": ', async (project, home) => {
      await assert.rejects(
        selectedStack({ folder: project, name: "my-project" }, { PULUMI_HOME: home }),
        isEnvironmentError("PulumiSettingsInvalid", "workspace.json"),
      );
    }));
});
