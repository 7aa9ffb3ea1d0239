import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type NewUser, newUser } from "./new-user.ts";
import { packAll, root, withVersion } from "./packed.ts";

/** A workload outside of `task/`, whose program runs on nodes. */
const counting: Readonly<Record<string, string>> = {
  "texts/a.txt": "abc",
  "texts/b.txt": "d",
  "count/workload.ts": `
    import { defineWorkload } from "azbatch";
    export const count = defineWorkload({
      description: "Characters of each text",
      main: new URL("./main.ts", import.meta.url),
      inputs: "texts/*.txt",
      plan: ({ inputs }) => inputs.map((file) => ({ inputs: [file], args: [file.name], outputs: [file.name + ".json"] })),
    });`,
  "count/main.ts": `
    import { readFileSync, writeFileSync } from "node:fs";
    import { range } from "azbatch";
    const [, , name = ""]: string[] = process.argv;
    const characters = readFileSync(name, "utf8").length;
    writeFileSync(name + ".json", JSON.stringify({ characters, numbers: range(1, 2) }));`,
};

/** Prints the emulator's first line, its health, the status of a reset and its exit code. It needs Node 24, which azbatch has brought. */
const startEmulator = `
  PATH="$PWD/node_modules/.bin:$PATH"
  coproc azure-batch-emulator --pool pool --account local:a2V5 --quiet
  pid=$COPROC_PID
  read -r line <&"\${COPROC[0]}"
  echo "$line"
  url=\${line#*=}
  for _ in {1..100}; do curl -fs "$url/health" && break; sleep 0.1; done
  curl -s -o /dev/null -w '%{http_code}\\n' -X POST "$url/reset"
  kill "$pid"
  wait "$pid"
  echo "exit code $?"`;

/** Prints the page of the dashboard and its script, then ends the dashboard. */
const showDashboard = `
  coproc exec node_modules/.bin/azbatch dashboard --local --json
  read -r line <&"\${COPROC[0]}"
  while [[ $line != *'"event":"dashboard"'* ]]; do read -r line <&"\${COPROC[0]}" || exit 1; done
  node -e '
    const { url } = JSON.parse(process.argv[1]);
    const opened = await fetch(url);
    const headers = { cookie: (opened.headers.get("set-cookie") ?? "").split(";")[0] };
    for (const path of ["/", "/app.js"]) console.log(await (await fetch(new URL(path, url), { headers })).text());
  ' --input-type=module "$line"
  kill -INT "$COPROC_PID"
  wait || true`;

describe("the installed package", function () {
  this.timeout(300_000);
  let user: NewUser;
  let folder: string;

  /** Runs a program in the folder, asserts that it succeeds and returns its output. */
  const run = async (program: string, ...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await user.run(folder, program, ...args);
    assert.equal(exitCode, 0, `${program} ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };

  before(async () => {
    user = await newUser();
    folder = await user.newFolder();
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const { exitCode, stderr, seconds } = await user.run(folder, "npm", "install", "azbatch");
    assert.equal(exitCode, 0, stderr);
    const [size] = (await run("du", "-sh", "node_modules")).split("\t");
    const version = (await run("node", "--version")).trim();
    console.log(`    on Node ${version}: ${size} in ${seconds.toFixed(0)} s`);
  });

  it("prints help", async () => {
    assert.match(await run("npx", "azbatch", "--help"), /^Usage: azbatch /);
  });

  const finished = async () =>
    (await run("npx", "azbatch", "submit", "./count/workload.ts", "--yes", "--json"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .find(({ event }) => event === "finished");

  it("runs a program of the user that imports azbatch, on the local cloud, and skips it when it is finished", async () => {
    for (const [path, text] of Object.entries(counting)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const first = await finished();
    assert.deepEqual([first.succeeded, first.cached], [2, 0]);
    const result = await readFile(join(folder, "out", first.jobId, "a.txt.json"), "utf8");
    assert.equal(result, '{"characters":3,"numbers":[1,2]}');
    const report = join(folder, "out", first.jobId, "report.html");
    const script = await readFile(join(folder, "node_modules/azbatch/dist/browser/report.js"), "utf8");
    assert((await readFile(report, "utf8")).includes(script));
    await rm(report);
    await run("npx", "azbatch", "report", first.jobId);
    assert((await readFile(report, "utf8")).includes(script));
    const second = await finished();
    assert.deepEqual([second.succeeded, second.cached], [2, 2]);
  });

  it("serves the dashboard's page, built", async () => {
    const page = await run("bash", "-c", showDashboard);
    const script = await readFile(join(folder, "node_modules/azbatch/dist/browser/dashboard.js"), "utf8");
    assert(page.includes(script), page.slice(0, 500));
  });

  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    it(`types a workload under module resolution ${moduleResolution}`, async () => {
      await writeFile(
        join(folder, "workload.ts"),
        `import { byFolder, csvRows, defineWorkload, matching, outputOf, product, range, stored, type TaskPlan } from "azbatch";
        const point: TaskPlan = { args: [], outputs: ["a.json"] };
        const rate: string | undefined = csvRows(new URL("./points.csv", import.meta.url), { columns: ["rate"] })[0]?.rate;
        export const all = [rate, outputOf(point, "a.json"), product({ x: range(1, 3) })];
        export const workload = defineWorkload({
          description: "Counts",
          command: "wc -l",
          inputs: stored("input", "texts/"),
          plan: ({ inputs }) =>
            [...byFolder(inputs)].map(([, files]) => ({ inputs: files, args: [], outputs: [matching("*.png")] })),
        });
        // @ts-expect-error: an unknown field
        defineWorkload({ description: "", command: "", plan: () => [], colour: 1 });`,
      );
      const options = {
        strict: true,
        noEmit: true,
        module,
        moduleResolution,
        target: "es2024",
        types: ["node"],
      };
      const typeRoots = [join(root, "node_modules/@types")];
      const config = { compilerOptions: { ...options, typeRoots }, files: ["workload.ts"] };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch(({ stdout }) =>
        assert.fail(stdout),
      );
    });
  }

  it("runs the emulator, in its own package", async () => {
    await run("npm", "install", "azure-batch-emulator");
    const printed = await run("bash", "-c", startEmulator);
    assert.match(
      printed,
      /^AZURE_BATCH_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\n\{"status":"ready"\}\n204\nexit code 0\n$/,
    );
  });

  it("reports in one line that the emulator needs a newer Node", async function () {
    const version = (await run("bash", "-c", "command -v node >/dev/null && node --version")).trim();
    if (Number.parseInt(version.slice(1), 10) >= 24) this.skip();
    const program = "node_modules/azure-batch-emulator/dist/bin.js";
    const { exitCode, stderr } = await user.run(folder, "node", program, "--help");
    assert.deepEqual([exitCode, stderr.trim().split("\n").length], [2, 1], stderr);
  });

  it("is updated by npm", async () => {
    const { azbatch = "" } = await packAll();
    const next = await withVersion(azbatch, "0.1.1", await user.newFolder());
    await user.publish(next);
    await run("npm", "update", "azbatch");
    const installed = await readFile(join(folder, "node_modules/azbatch/package.json"), "utf8");
    assert.equal(JSON.parse(installed).version, "0.1.1");
    assert.match(await run("npx", "azbatch", "--help"), /^Usage: azbatch /);
  });
});
