import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { writeFiles } from "../../plan/line/line-plan.ts";
import { countsOf, eventOf, filesOf, jobOf } from "../../user.ts";

/** Files whose names a shell would interpret. */
const nasty = ["it's.txt", 'a "b".txt', "$(touch pwned).txt", "-rf", "sub/größe 文件.txt", "a;b&c.txt"];

describeOnCloud("run", ({ cloud, user }) => {
  const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const cwd = await mkdtemp(join(cloud.folder, "user-"));
    await writeFiles(cwd, files);
    return cwd;
  };
  const run = (cwd: string, words: readonly string[], stdin = "") =>
    user.command(["run", ...words, "--json"], { cwd, context: { stdin: Readable.from([stdin]) } });
  /** Options without the environment's, which the cloud's user adds. */
  const command = (cwd: string, words: readonly string[]) => user.command(words, { cwd });

  it("runs a script on files of any name, and ships what the script imports", async () => {
    const cwd = await folderWith({
      ...Object.fromEntries(nasty.map((name) => [`in/${name}`, `content of ${name}`])),
      "stats.py": "import sys, helper\nsys.stdout.write(helper.upper(open(sys.argv[1]).read()))\n",
      "helper.py": "def upper(text): return text.upper()\n",
    });
    const ran = await run(cwd, ["python3 stats.py {} > {/}.up", "in/**"]);
    // Batch expands $ in the path of an output.
    assert.equal(ran.code, "InvalidOutputPath");
    const again = await run(cwd, ["python3 stats.py {} > result", "in/**", "--output", "result"]);
    assert.deepEqual(countsOf(eventOf(again, "finished")), [nasty.length, 0, 0]);
    const results = [...(await filesOf(cwd))].flatMap(([path, text]) =>
      path.endsWith("/result") ? [text] : [],
    );
    assert.deepEqual(results.sort(), nasty.map((name) => `content of ${name}`.toUpperCase()).sort());
  });

  it("runs shipped programs under the names that the command uses", async () => {
    const cwd = await folderWith({
      "tools/double": '#!/bin/bash\n. tools/lib.sh\necho $(($1 * factor)) > "$2"\n',
      "tools/lib.sh": "factor=$(cat config/factor)\n",
      "config/factor": "2\n",
    });
    await chmod(join(cwd, "tools/double"), 0o755);
    const words = ["tools/double {index} {index}.txt", "--count", "3", "--output", "{index}.txt"];
    const ran = await run(cwd, [...words, "--files", "tools/lib.sh", "--files", "config"]);
    assert.deepEqual(countsOf(eventOf(ran, "finished")), [3, 0, 0]);
    assert.equal((await filesOf(cwd)).get("2.txt"), "4\n");
  });

  it("runs a task for each row, with a file that a column names", async () => {
    const cwd = await folderWith({
      "points.csv": 'sample,rate\na.txt,-0.5\n,"x, ""y"" $HOME"\n',
      "a.txt": "from a",
    });
    const words = ["{ cat {sample} /dev/null; echo ' {rate}'; }", "--tasks", "points.csv"];
    const text = words[0]!.replace("cat {sample}", "[ -z {sample} ] || cat {sample}");
    const ran = await run(cwd, [
      `${text} > out.txt`,
      ...words.slice(1),
      "--input-column",
      "sample",
      "--output",
      "out.txt",
    ]);
    assert.deepEqual(countsOf(eventOf(ran, "finished")), [2, 0, 0]);
    const outs = [...(await filesOf(cwd))].filter(([path]) => path.endsWith("/out.txt"));
    assert.deepEqual(outs.map(([, out]) => out).sort(), [' x, "y" $HOME\n', "from a -0.5\n"]);
  });

  it("merges the outputs of all tasks, and reruns only what changed", async () => {
    const cwd = await folderWith({ "a.txt": "1\n", "b.txt": "2\n" });
    const words = ["sed s/^/x/ {} > {}.csv", "*.txt", "--then", "cat {outputs} > all.csv"];
    const ran = await run(cwd, words);
    assert.deepEqual(countsOf(eventOf(ran, "finished")), [3, 0, 0]);
    assert.equal((await filesOf(cwd)).get("all.csv"), "x1\nx2\n");
    await writeFiles(cwd, { "b.txt": "3\n" });
    const again = await run(cwd, [...words, "--out", "again"]);
    assert.deepEqual(countsOf(eventOf(again, "finished")), [3, 0, 1]);
    assert.equal(await readFile(join(cwd, "again", jobOf(again), "all.csv"), "utf8"), "x1\nx3\n");
  });

  it("reads names of files from standard input", async () => {
    const cwd = await folderWith({ "a b.txt": "one two\n", "c.txt": "three\n" });
    for (const list of ["a b.txt\nc.txt\n", "a b.txt\0c.txt\0"]) {
      const ran = await run(cwd, ["wc -w {}", "-"], list);
      assert.deepEqual(countsOf(eventOf(ran, "finished")).slice(0, 2), [2, 0]);
    }
  });

  it("shows what tasks print if they declare no outputs", async () => {
    const cwd = await folderWith({ "a.txt": "to be printed\n", "b.txt": "printed\n" });
    const { stdout, stderr } = await user.command(["run", "wc -w {}", "*.txt", "--yes"], {
      cwd,
      columns: 80,
    });
    await assertSnapshot(
      "run/stdout",
      normalise(`${stderr}\n${stdout}`, { "<node>": /tvmps_\S+/g, "<s>": /\d+\.\d (?=│)/g }),
    );
  });

  it("previews commands, files and outputs", async () => {
    const cwd = await folderWith({
      "a b.txt": "",
      "c.txt": "",
      "stats.py": "import helper",
      "helper.py": "",
    });
    const words = ["stats.py {} | sort > {.}.csv", "*.txt", "--then", "cat {outputs} > all.csv"];
    const { stdout } = await command(cwd, ["run", ...words, "--dry-run"]);
    await assertSnapshot("run/dry-run", normalise(stdout));
  });

  it("skips in a saved workload of the run's name what the command line has finished", async () => {
    const cwd = await folderWith({ "a.txt": "saved", "task/.keep": "" });
    const words = ["cp {} {}.out", "*.txt", "--output", "{}.out"];
    await run(cwd, words);
    const context = { projectDir: cwd };
    await user.command(["run", ...words, "--save", "cp"], { cwd, context });
    const path = join(cwd, "task/cp/workload.ts");
    const text = await readFile(path, "utf8");
    const contract = join(import.meta.dirname, "../../../../task/contract.ts");
    await writeFiles(cwd, { "task/cp/workload.ts": text.replace('"azbatch"', JSON.stringify(contract)) });
    const { cp } = await import(path);
    const submitted = await user.run(["cp", "--json", "--out", "saved"], {
      cwd,
      context: { ...context, workloads: { cp } },
    });
    assert.deepEqual(countsOf(eventOf(submitted, "finished")), [1, 0, 1]);
  });

  it("takes options from the script, after those of the command line", async () => {
    const script = [
      "#!/bin/bash",
      "#BATCH *.txt --output '{}.csv'",
      "# BATCH --env MODE=fast --env 'NAME={/.}' --retries 1",
      'echo "$MODE $NAME" > "$1.csv"',
      "#BATCH --count 3",
    ].join("\n");
    const cwd = await folderWith({ "fit.sh": script, "a.txt": "", "b.txt": "" });
    await run(cwd, ["fit.sh"]);
    assert.equal((await filesOf(cwd)).get("a.txt.csv"), "fast a\n");
    const other = await run(cwd, ["fit.sh", "b.txt", "--env", "MODE=slow", "--out", "other"]);
    const text = await readFile(join(cwd, "other", jobOf(other), "b.txt.csv"), "utf8");
    assert.equal(text, "slow b\n");
  });

  it("starts a run that other commands continue without a workload file", async () => {
    const cwd = await folderWith({ "a.txt": "1", "b.txt": "2" });
    const words = [
      "sleep 1; [ {} != a.txt ] || exit 3; cp {} {}.out",
      "*.txt",
      "--output",
      "{}.out",
      "--detach",
    ];
    const jobId = jobOf(await run(cwd, words));
    const resumed = await command(cwd, ["submit", "--resume", jobId, "--keep-job", "--json"]);
    assert.deepEqual(countsOf(eventOf(resumed, "finished")), [1, 1, 0]);
    assert.equal((await filesOf(cwd)).get("b.txt.out"), "2");
    assert.equal((await user.statusOf(jobId)).counts.failed, 1);
    const { stdout: log } = await command(cwd, ["logs", jobId, "b.txt"]);
    assert.equal(log, "");
    const retried = await command(cwd, ["retry", jobId, "--json", "--out", "retried"]);
    assert.equal(retried.exitCode, 100);
    const downloaded = await command(cwd, ["download", jobId, "--out", "downloaded"]);
    assert.equal(await readFile(join(cwd, "downloaded", jobId, "b.txt.out"), "utf8"), "2", downloaded.stderr);
    assert.equal((await command(cwd, ["delete", jobId, "--yes"])).exitCode, 0);
  });

  it("says that retry runs the files of the run if they changed in the folder", async () => {
    const cwd = await folderWith({
      "a.txt": "",
      "fit.py": "import model",
      "model.py": "raise SystemExit(3)",
    });
    const jobId = jobOf(await command(cwd, ["run", "python3 fit.py {}", "a.txt", "--yes"]));
    const same = await command(cwd, ["retry", jobId, "--yes"]);
    assert.equal(same.exitCode, 100);
    assert.doesNotMatch(same.stderr, /changed after/);
    await writeFile(join(cwd, "model.py"), "");
    const elsewhere = await command(await folderWith({ "fit.py": "" }), ["retry", jobId, "--yes"]);
    assert.doesNotMatch(elsewhere.stderr, /changed after/);
    const edited = await command(cwd, ["retry", jobId, "--yes"]);
    assert.equal(edited.exitCode, 100);
    assert.match(
      edited.stderr,
      /^model\.py changed after run .*\n.*: npx azbatch run 'python3 fit\.py \{\}' a\.txt/m,
    );
  });
});
