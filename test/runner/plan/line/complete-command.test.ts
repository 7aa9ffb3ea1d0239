import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import {
  redirectedOutput,
  withInput,
  withInterpreter,
} from "../../../../runner/plan/line/complete-command.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { writeFiles } from "./line-plan.ts";

describe("runner/plan/line/complete-command", () => {
  for (const [command, expected] of [
    ["fit.py {}", "python3 fit.py {}"],
    ["fit.R {rate}", "Rscript fit.R {rate}"],
    ["fit.sh | sort", "bash fit.sh | sort"],
    ["tool.sh {}", "./tool.sh {}"],
    ["python3 fit.py {}", "python3 fit.py {}"],
    ["./fit.sh {}", "./fit.sh {}"],
    ["none.py {}", "none.py {}"],
    ["cat fit.py", "cat fit.py"],
  ] as const)
    it(`runs a script by its name: ${command}`, () =>
      withTemporaryFolder(async (folder) => {
        await writeFiles(folder, { "fit.py": "", "fit.R": "", "fit.sh": "", "tool.sh": "" });
        await chmod(join(folder, "tool.sh"), 0o755);
        assert.equal(await withInterpreter(command, folder), expected);
      }));

  it("adds the input to a command without placeholders", () => {
    assert.equal(withInput("wc -w"), "wc -w {}");
    assert.equal(withInput("find . -exec ls {{}} ;"), "find . -exec ls {{}} ; {}");
    for (const command of ["wc -w {}", "cp x {/.}", "echo {#}", "cat <<EOF\nEOF"])
      assert.equal(withInput(command), command);
  });

  for (const [command, expected] of [
    ["stats {} > {}.json", "{}.json"],
    ["stats {} > '{}.json' 2> log", "{}.json"],
    ["stats {} 1>{.}.csv", "{.}.csv"],
    ["a > tmp && b tmp >> {}.out", "{}.out"],
    ["a {} | sort > out.txt", "out.txt"],
    ["a {} &> all.log", "all.log"],
    ["a > tmp; b tmp", undefined],
    ["a {} 2> err.log", undefined],
    ["a {} > /dev/null", undefined],
    ["a {} >&2", undefined],
    ['a {} > "$OUT"', undefined],
    ["a {} < in.txt", undefined],
  ] as const)
    it(`finds the file to which the last part redirects its stdout: ${command}`, () =>
      assert.equal(redirectedOutput(command)?.template, expected));
});
