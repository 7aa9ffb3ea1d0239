import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeOnCloud } from "../on-cloud.ts";
import { runAsUser, type Said } from "../user.ts";

describeOnCloud("doctor, against the local cloud", ({ cloud }) => {
  /** `doctor` with outputs that are changed so. */
  const doctor = async (changes: Record<string, unknown> = {}, words: string[] = []): Promise<Said> => {
    const outputs = join(cloud.folder, "changed.json");
    await writeFile(outputs, JSON.stringify({ ...cloud.outputs, ...changes }), { mode: 0o600 });
    return runAsUser(["doctor", "--outputs", outputs, ...words], { cwd: cloud.folder });
  };

  it("finds a new environment well", async () => {
    const { exitCode, stdout, stderr } = await doctor();
    assert.equal(exitCode, 0, stdout);
    assert.equal(stderr, "All is well\n");
    assert.match(stdout, /^✔ storage +account \S+: application, input, output can be written and read$/m);
    assert.match(stdout, /^✔ allocation +\d of 2 nodes/m);
  });

  it("says what is wrong and what mends it, and exits with 3", async () => {
    const wrong = Buffer.alloc(64).toString("base64");
    const { exitCode, stdout, stderr } = await doctor({
      batchAccountKey: wrong,
      outputContainerUrl: `${cloud.outputs.outputContainerUrl}-gone`,
    });
    assert.equal(exitCode, 3);
    assert.equal(stderr, "2 problems\n");
    assert.match(
      stdout,
      /^✘ Batch sign-in +Batch refuses the stack's key: AuthenticationFailed.*\n +→ The key may/m,
    );
    assert.match(stdout, /^✘ storage +container output-gone does not exist\n +→ npx pulumi up --refresh/m);
  });

  it("prints findings for programs, and no secret", async () => {
    const { stdout } = await doctor({ poolId: "nowhere" }, ["--json"]);
    const findings = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert(findings.every(({ event }) => event === "finding"));
    assert.deepEqual(
      findings.filter(({ level }) => level !== "ok").map(({ check, text }) => [check, text]),
      [["pool", "pool nowhere does not exist"]],
    );
    for (const secret of [cloud.outputs.batchAccountKey, cloud.outputs.storageAccountKey])
      assert(!stdout.includes(String(secret)), "a secret is in plain sight");
  });

  it("takes an environment that can't be chosen for a problem too", async () => {
    const { exitCode, stdout } = await doctor({ poolId: undefined });
    assert.equal(exitCode, 3);
    assert.match(stdout, /^✘ environment +outputs in .*: poolId: missing\n +→ Write it with/);
  });
});
