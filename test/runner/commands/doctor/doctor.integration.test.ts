import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../../../runner/ui/command-events.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnOwnCloud } from "../../on-cloud.ts";
import { type CommandOutput, runAsUser } from "../../user.ts";

describeOnOwnCloud("doctor on the local cloud", ({ cloud }) => {
  /** Runs `doctor` with these changes to the stack outputs. */
  const doctor = async (
    changes: Record<string, unknown> = {},
    words: string[] = [],
  ): Promise<CommandOutput> => {
    const outputs = join(cloud.folder, "changed.json");
    await writeFile(outputs, JSON.stringify({ ...cloud.outputs, ...changes }), { mode: 0o600 });
    return runAsUser(["doctor", "--outputs", outputs, ...words], { cwd: cloud.folder });
  };

  /** Check, level, text and fix of each finding of `doctor --json`. */
  const findings = async (changes: Record<string, unknown> = {}) => {
    const { exitCode, stdout } = await doctor(changes, ["--json"]);
    const found: (Finding & { readonly event: string })[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    return { exitCode, stdout, found };
  };

  it("reports a new environment as ok", async () => {
    const { exitCode, found } = await findings();
    assert.equal(exitCode, 0);
    assert.deepEqual(
      found.filter(({ level }) => level !== "ok"),
      [],
    );
    const textOf = (check: string): string => found.find((each) => each.check === check)?.text ?? "";
    for (const name of ["application", "input", "output"]) assert(textOf("storage").includes(name));
    assert.match(textOf("allocation"), /^\d of 2 nodes/);
  });

  it("prints a mark, the check and its fix, then a summary, and exits with 3", async () => {
    const wrong = Buffer.alloc(64).toString("base64");
    const changes = {
      batchAccountKey: wrong,
      outputContainerUrl: `${cloud.outputs.outputContainerUrl}-gone`,
    };
    const { exitCode, found } = await findings(changes);
    const problems = found.filter(({ level }) => level === "problem");
    assert.equal(exitCode, 3);
    assert.deepEqual(
      problems.map(({ check }) => check),
      ["Batch sign-in", "storage"],
    );
    assert.match(problems[0]?.text ?? "", /AuthenticationFailed/);
    assert.match(problems[1]?.text ?? "", /output-gone/);
    assert.match(problems[1]?.fix ?? "", /npx pulumi up --refresh/);
    const { stdout, stderr } = await doctor(changes);
    const account = String(cloud.outputs.storageAccountName);
    const changing = {
      "<account>": account,
      "<count>": /\b\d(?= of 2 nodes)/g,
      "<nodes>": /(?<=nodes +)\d.*$/gm,
    };
    await assertSnapshot("doctor/problems", normalise(stdout + stderr, changing));
  });

  it("prints findings as JSON with --json, without secrets", async () => {
    const { stdout, found } = await findings({ poolId: "nowhere" });
    assert(found.every(({ event }) => event === "finding"));
    const [problem, ...others] = found.filter(({ level }) => level !== "ok");
    assert.deepEqual([problem?.check, problem?.level, others], ["pool", "problem", []]);
    assert.match(problem?.text ?? "", /\bnowhere\b/);
    for (const secret of [cloud.outputs.batchAccountKey, cloud.outputs.storageAccountKey])
      assert(!stdout.includes(String(secret)), "a secret is in plain sight");
  });

  it("reports an environment that can't be chosen as a problem", async () => {
    const { exitCode, found } = await findings({ poolId: undefined });
    assert.equal(exitCode, 3);
    assert.deepEqual(
      found.map(({ check, level }) => [check, level]),
      [["environment", "problem"]],
    );
    assert.match(found[0]?.text ?? "", /changed\.json.*\bpoolId\b/);
    assert.match(found[0]?.fix ?? "", /npx pulumi stack output/);
  });
});
