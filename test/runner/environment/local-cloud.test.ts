import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localCloudLocation } from "../../../runner/environment/local-cloud.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const depends = '{ "devDependencies": { "azbatch": "1" } }';

const locationIn = (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) =>
  withTemporaryFolder(async (folder) => {
    const projectDir = join(folder, "project");
    await mkdir(projectDir);
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { folder: data, settings } = localCloudLocation({ projectDir, env });
    return [data.replace(folder, "…"), settings?.replace(folder, "…")];
  });

describe("localCloudLocation", () => {
  const HOME = "/home/me";

  it("is .local in a project, with the settings of its Pulumi.yaml", async () => {
    const files = { "project/package.json": depends };
    assert.deepEqual(await locationIn(files, { HOME }), ["…/project/.local", undefined]);
    const withPulumi = { ...files, "project/Pulumi.yaml": "name: mine\n" };
    assert.deepEqual(await locationIn(withPulumi, { HOME }), ["…/project/.local", "…/project"]);
    const above = { ...files, "Pulumi.yaml": "name: mine\n", "package.json": depends };
    assert.deepEqual(await locationIn(above, { HOME }), ["…/project/.local", "…"]);
  });

  it("is in the user's state folder outside of projects", async () => {
    assert.deepEqual(await locationIn({}, { HOME }), ["/home/me/.local/state/azbatch", undefined]);
    assert.deepEqual(await locationIn({}, { HOME, XDG_STATE_HOME: "/state" }), ["/state/azbatch", undefined]);
    const relative = await locationIn({}, { HOME, XDG_STATE_HOME: "state" });
    assert.deepEqual(relative, ["/home/me/.local/state/azbatch", undefined]);
  });

  it("is in the user's state folder in another infrastructure's project, and ignores its settings", async () =>
    assert.deepEqual(await locationIn({ "project/Pulumi.yaml": "name: mine\n" }, { HOME }), [
      "/home/me/.local/state/azbatch",
      undefined,
    ]));

  it("is the folder in BATCH_LOCAL_DIR everywhere", async () => {
    const env = { HOME, BATCH_LOCAL_DIR: "/clone/.local" };
    assert.deepEqual(await locationIn({}, env), ["/clone/.local", undefined]);
    assert.deepEqual(await locationIn({ "project/package.json": depends }, env), [
      "/clone/.local",
      undefined,
    ]);
  });

  for (const home of ["", "me"])
    it(`reports HOME "${home}" with the variables that help`, () =>
      assert.rejects(
        locationIn({}, { HOME: home }),
        isEnvironmentError("LocalCloudFailed", "HOME", "BATCH_LOCAL_DIR"),
      ));
});
