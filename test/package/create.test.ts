import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { type NewUser, newUser } from "./new-user.ts";
import { root } from "./packed.ts";

const workload = `import { defineWorkload } from "azbatch";
export default defineWorkload({
  description: "Counts words",
  command: 'bash "$WORKLOAD_DIR/count.sh" "$1" > "$1.count"',
  files: [new URL("./count.sh", import.meta.url)],
  inputs: "*.txt",
  plan: ({ inputs }) => inputs.map(({ name }) => ({ inputs: [{ name }], args: [name], outputs: [\`\${name}.count\`] })),
});
`;

describe("a user's own repository", function () {
  this.timeout(300_000);
  let user: NewUser;
  let folder: string;

  const run = async (where: string, program: string, ...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await user.run(where, program, ...args);
    assert.equal(exitCode, 0, `${program} ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout + stderr;
  };

  before(async () => {
    user = await newUser();
    folder = await user.newFolder();
  });

  it("is created by npm create azbatch, and runs", async () => {
    const said = await run(folder, "npm", "init", "--yes", "azbatch", "my-project");
    assert.match(said, /cd my-project && npm run submit/);
    assert.doesNotMatch(said, /npm warn|npx azbatch submit/);
    const project = join(folder, "my-project");
    const { name, dependencies } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    assert.deepEqual([name, Object.keys(dependencies)], ["my-project", ["azbatch"]]);
    assert.match(await readFile(join(project, ".gitignore"), "utf8"), /^node_modules\/$/m);
    const ran = await run(project, "npm", "run", "submit", "--", "--yes");
    assert.match(ran, /3 tasks succeeded/);
    assert.equal((await readdir(join(project, "out"))).length, 1);
  });

  it("has no mistakes in its types", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", join(folder, "my-project")]).catch(({ stdout }) =>
      assert.fail(stdout),
    );
  });

  it("still submits its first workload and the CI workflow's when it has a second one", async () => {
    const project = join(folder, "my-project");
    await run(project, "npx", "azbatch", "new", "second", "--bash");
    const steps = await readFile(join(project, ".github/workflows/submit.yml"), "utf8");
    const { jobs } = parse(steps);
    for (const { run: line } of jobs.local.steps.slice(2))
      await run(project, "bash", "-c", `CI=true ${line}`);
    assert.match(await run(project, "npm", "run", "submit", "--", "--yes"), /word-stats: 3 tasks/);
  });

  it("isn't overwritten", async () => {
    const { exitCode, stderr } = await user.run(folder, "npm", "init", "--yes", "azbatch", "my-project");
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /^Error: my-project: expected an empty folder/m);
  });

  it("explains that npm needs -- before options", async () => {
    const { exitCode, stderr } = await user.run(
      folder,
      "npm",
      "init",
      "--yes",
      "azbatch",
      "other",
      "--template",
      "bash",
    );
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /^Put -- before options/m);
  });

  it("may be a Python project without package.json, or a folder of scripts", async () => {
    for (const marker of ["pyproject.toml", "count-all.sh"]) {
      const repository = await user.newFolder();
      const tools = join(repository, "tools/batch");
      await mkdir(tools, { recursive: true });
      await writeFile(join(repository, marker), "");
      await writeFile(join(tools, "workload.ts"), workload);
      await writeFile(join(tools, "count.sh"), 'wc -w < "$1"\n');
      await writeFile(join(tools, "a.txt"), "one two\n");
      const ran = await run(
        repository,
        "npx",
        "--yes",
        "azbatch",
        "submit",
        "tools/batch/workload.ts",
        "--yes",
      );
      assert.match(ran, /1 task succeeded/);
      assert.doesNotMatch(ran, /Warning/);
      assert.deepEqual((await readdir(repository)).sort(), [marker, "out", "tools"].sort());
      assert((await readdir(join(user.home, ".local/state/azbatch"))).includes("cloud.db"));
    }
  });
});
