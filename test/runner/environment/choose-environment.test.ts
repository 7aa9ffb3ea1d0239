import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseEnvironment } from "../../../runner/environment/choose-environment.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

type Request = Parameters<typeof chooseEnvironment>[0];

/** A project without a selected stack. */
const choose = (request: Omit<Partial<Request>, "projectDir">) =>
  withTemporaryFolder(async (projectDir) => {
    await writeFile(join(projectDir, "Pulumi.yaml"), "name: my-project\n");
    await mkdir(join(projectDir, "home"));
    const env = { PULUMI_HOME: join(projectDir, "home"), ...request.env };
    return chooseEnvironment({ ...request, projectDir, env });
  });

const kindOf = async (request: Parameters<typeof choose>[0]) => (await choose(request)).kind;

describe("chooseEnvironment", () => {
  it("returns the local cloud if no stack is selected", async () =>
    assert.equal(await kindOf({ env: {} }), "local cloud"));

  for (const CI of ["true", "1", "woodpecker"]) {
    it(`refuses the local cloud in a CI job (CI=${CI}) without --local`, async () => {
      await assert.rejects(choose({ env: { CI } }), isUsageError("StackNotSelected", "--stack", "--local"));
      assert.equal(await kindOf({ env: { CI }, local: true }), "local cloud");
    });

    it(`returns the named stack or outputs file in a CI job (CI=${CI})`, async () => {
      assert.deepEqual(await choose({ env: { CI }, stack: "prod" }), { kind: "stack", name: "prod" });
      assert.deepEqual(await choose({ env: { CI, PULUMI_STACK: "dev" } }), { kind: "stack", name: "dev" });
      assert.deepEqual(await choose({ env: { CI }, outputs: "o.json" }), { kind: "file", name: "o.json" });
    });
  }

  for (const CI of ["", "false"])
    it(`returns the local cloud if CI is "${CI}"`, async () =>
      assert.equal(await kindOf({ env: { CI } }), "local cloud"));

  it("returns the local cloud with --local although a stack is selected", async () =>
    assert.equal(await kindOf({ env: { PULUMI_STACK: "prod" }, local: true }), "local cloud"));

  it("reads the local cloud's folder from BATCH_LOCAL_DIR", async () => {
    const choice = await choose({ env: { BATCH_LOCAL_DIR: "/clone/.local" } });
    assert.equal(choice.kind === "local cloud" && choice.folder, "/clone/.local");
  });
});
