import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { writeFiles } from "../../plan/line/line-plan.ts";
import { runAsUser } from "../../user.ts";

const files = {
  "texts/a.txt": "",
  "texts/b.txt": "",
  "more/a.txt": "",
  "points.csv": "rate,depth\n0.1,3\n0.1,4\n",
  "index.csv": "rate,index\n1,2\n",
  "empty.csv": "rate,depth\n",
  "ragged.csv": "rate,depth\n0.1\n",
  "latin1.csv": "",
  "bad.ndjson": '{"a": 1}\n{"b": 1}\n',
  "not-executable.sh": "#!/bin/bash\n",
  "options.sh": "#!/bin/bash\n#BATCH --retires 3\n",
  "quote.sh": "#!/bin/bash\n#BATCH --env 'A=1\n",
  "../outside.sh": "",
  "../program.exe": "MZ",
};

const cat = "cat {} > {}.out";
const texts = "texts/*.txt";

/** Command lines that are refused before anything is uploaded, by the mistake in them. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
  "no command": [""],
  "no inputs": ["wc -w {}"],
  "no input matches": [cat, "text/*.txt"],
  "a folder as input": [cat, "texts"],
  "a command without quotes": ["wc", "-w", "{}", "texts/a.txt"].filter((word) => word !== "-w"),
  "files and rows": [cat, texts, "--tasks", "points.csv"],
  "a misspelt column": ["fit {rate} {dpeth}", "--tasks", "points.csv"],
  "an unknown column": ["fit {rate} {seed}", "--tasks", "points.csv"],
  "an unknown column in --output": ["fit {rate}", "--tasks", "points.csv", "--output", "{x}.csv"],
  "a file's placeholder without files": ["fit {}", "--tasks", "points.csv"],
  "a file's placeholder with --count": ["sim {}", "--count", "3"],
  "an open quote": ["wc {} 'a", texts],
  "an open pipeline": ["wc {} |", texts],
  "a loop without placeholder": ["for i in 1 2; do wc $i; done", texts],
  "a syntax error in a merge": [cat, texts, "--then", "cat {outputs} | ; cat > all"],
  "a placeholder in a quoted here-document": ["cat << 'EOF'\n{}\nEOF", texts],
  "an input column that doesn't exist": ["fit {}", "--tasks", "points.csv", "--input-column", "file"],
  "an input column without --tasks": [cat, texts, "--input-column", "file"],
  "a table that is a folder": ["fit {rate}", "--tasks", "texts"],
  "a misspelt column with others called like placeholders": ["fit {rat}", "--tasks", "index.csv"],
  "a value in a script of another shell": ["bash -c 'wc {}'", texts],
  "a cell in a script of another shell": ['sh -ec "echo {rate}"', "--tasks", "points.csv"],
  "a table that doesn't exist": ["fit {rate}", "--tasks", "point.csv"],
  "a table without rows": ["fit {rate}", "--tasks", "empty.csv"],
  "a table with a short row": ["fit {rate}", "--tasks", "ragged.csv"],
  "JSON with other fields": ["fit {a}", "--tasks", "bad.ndjson"],
  "equal rows": ["fit {rate}", "--tasks", "points.csv"],
  "equal tasks": ["sim", "--count", "3"],
  "outputs that collide": ["wc {}", "*/a.txt", "--output", "{/.}.out"],
  "an output that replaces the task's input": ["sort {} > {}", texts],
  "an output that replaces an input in the current folder": ["sort {} > {/}", "points.csv"],
  "outputs of rows that collide": ["fit {rate} {depth}", "--tasks", "points.csv", "--output", "{rate}.out"],
  "a program that doesn't exist": ["./simulate {index}", "--count", "3"],
  "a script that doesn't exist": ["python3 stat.py {}", texts],
  "a program that isn't executable": ["./not-executable.sh {}", texts],
  "a program outside the folder": ["bash ../outside.sh {}", texts],
  "--files that don't exist": [cat, texts, "--files", "model"],
  "--files with the folder itself": [cat, texts, "--files", "."],
  "a merge without output": [cat, texts, "--then", "cat {outputs}"],
  "a merge of nothing": ["wc {}", texts, "--then", "cat {outputs} > all"],
  "a merge of folders": ["wc {}", texts, "--output", "d/", "--then", "cat {outputs} > all"],
  "a merge with a task's placeholder": [cat, texts, "--then", "cat {} > all"],
  "a merge with outputs in quotes": [cat, texts, "--then", "cat '{outputs}' > all"],
  "--then-output without --then": [cat, texts, "--then-output", "all"],
  "a variable without value": [cat, texts, "--env", "A"],
  "an optional output that is no pattern": [cat, texts, "--optional-output", "a.log"],
  "a task's time limit": [cat, texts, "--task-timeout", "soon"],
  "--outputs instead of --output": [cat, texts, "--outputs", "{}.out"],
  "an unknown option in a script": ["bash options.sh {}", texts],
  "an open quote in a script": ["bash quote.sh {}", texts],
  "an empty list on standard input": [cat, "-"],
};

describe("runner/commands/run: errors", () => {
  it("prints every error", () =>
    withTemporaryFolder(async (folder) => {
      const cwd = join(folder, "app");
      await writeFiles(cwd, files);
      const lines: string[] = [];
      const codes = new Set<string>();
      for (const [mistake, words] of Object.entries(mistakes)) {
        const local = words.includes("--outputs") ? [] : ["--local"];
        const context = { stdin: Readable.from([]) };
        const { stdout, stderr, code, exitCode } = await runAsUser(["run", ...words, "--dry-run", ...local], {
          cwd,
          context,
        });
        assert.equal(exitCode, 2, `${mistake}: ${stdout}${stderr}`);
        codes.add(code ?? "");
        lines.push(`# ${mistake}: ${code}`, stderr.trim(), "");
      }
      await assertSnapshot("errors/run", normalise(lines.join("\n")));
      assert.deepEqual(
        (await codesOfLines()).filter((code) => !codes.has(code)),
        // Tests of find-programs and of saved workloads assert the others; only a terminal causes StdinRequired.
        ["InvalidWorkloadName", "ProgramNotForNodes", "StdinRequired", "WorkloadExists"],
      );
    }));
});

/** Returns the codes in the files of runner/plan/line and runner/commands/run. */
const codesOfLines = async (): Promise<string[]> => {
  const runner = join(import.meta.dirname, "../../../../runner");
  const codes = await readFile(join(runner, "error-codes.ts"), "utf8");
  const folders = [join(runner, "plan/line"), join(runner, "commands/run")];
  const texts = await Promise.all(
    folders.map(async (folder) =>
      Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8"))),
    ),
  );
  return Array.from(codes.matchAll(/"(\w+)"/g), ([, code = ""]) => code).filter((code) =>
    texts.flat().some((text) => text.includes(`"${code}"`)),
  );
};
