import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "./helpers/temporary-folder.ts";

/** Programs that run tests or the runner's commands. */
const programs = ["hooks.ts", "bench/index.ts", "robustness/runner-kills.ts"];

describe("tests in a CI job", () => {
  it("leave the job's step summary alone, and start no program that would write to it", () =>
    withTemporaryFolder(async (folder) => {
      const summary = join(folder, "summary.md");
      await writeFile(summary, "of the job\n");
      const script = `
        import ${JSON.stringify(join(import.meta.dirname, "hooks.ts"))};
        import { reportOutcomesToGithub } from ${JSON.stringify(join(import.meta.dirname, "../runner/ui/github-summary.ts"))};
        import { execFileSync } from "node:child_process";
        const run = { jobId: "j", workload: "w", succeeded: 1, failed: 0, cached: 0, elapsedMs: 1 };
        await reportOutcomesToGithub(run, () => [], { env: process.env, terminal: process });
        process.stdout.write(execFileSync("env"));`;
      const env = { ...process.env, CI: "true", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
      const words = ["--input-type=module", "-e", script];
      const { stdout } = await promisify(execFile)(process.execPath, words, { env });
      assert.equal(await readFile(summary, "utf8"), "of the job\n");
      assert.doesNotMatch(stdout, /^(CI|GITHUB_\w+)=/m);
    }));

  for (const program of programs)
    it(`start in a user's environment: ${program}`, async () => {
      const source = await readFile(join(import.meta.dirname, program), "utf8");
      assert.match(source, /^leaveCi\(\);$/m);
    });
});
