import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineWorkload, type Workload } from "../../../task/workload.ts";
import { type PackageIndex, servePackages } from "../../helpers/package-index.ts";
import { describeOnCloud } from "../on-cloud.ts";
import {
  type CommandOutput,
  countsOf,
  eventOf,
  eventsOf,
  filesOf,
  jobOf,
  type UserOptions,
} from "../user.ts";

/** Prints the version of the module that the task imports, by each way of starting Python. */
const script = `#!/usr/bin/env python3
import sys
import tiny
open(sys.argv[1], "w").write(tiny.version)
`;

describeOnCloud("Python packages", ({ cloud, user }) => {
  let index: PackageIndex;
  /** Shared, because uv is large. */
  let cache: string;

  before("serves an index", async () => {
    index = await servePackages(join(cloud.folder, "index"));
    cache = join(cloud.folder, "cache");
    await index.add("tiny", "1.0", "dep");
    await index.add("dep", "1.0");
  });
  after("closes the index", () => index.close());

  interface Setup {
    readonly requirements?: string;
    readonly fields?: Partial<Workload>;
  }

  /** Creates a folder with a script and its requirements, and returns a function that submits them. */
  const project = async ({ requirements = "tiny", fields = {} }: Setup = {}) => {
    const cwd = await user.withInputs({});
    const file = join(cwd, "requirements.txt");
    const write = (text: string): Promise<void> => writeFile(file, `--index-url ${index.url}\n${text}\n`);
    await write(requirements);
    await writeFile(join(cwd, "read.py"), script, { mode: 0o755 });
    const py = defineWorkload({
      description: "for tests",
      command:
        'tiny-cli; "$WORKLOAD_DIR/read.py" a.txt; python3 "$WORKLOAD_DIR/read.py" b.txt; python "$WORKLOAD_DIR/read.py" c.txt',
      files: [pathToFileURL(join(cwd, "read.py"))],
      requirements: pathToFileURL(file),
      plan: () => [{ outputs: ["a.txt", "b.txt", "c.txt"] }],
      ...(fields as object),
    });
    const context = { workloads: { py }, env: { ...process.env, XDG_CACHE_HOME: cache } };
    const submit = (words: readonly string[] = [], options: Partial<UserOptions> = {}) =>
      user.run(["py", "--json", "--yes", ...words], { cwd, context, ...options });
    return { cwd, file, write, submit, context };
  };

  const succeeded = (said: CommandOutput): CommandOutput => {
    assert.equal(said.exitCode, 0, said.stderr + said.stdout);
    return said;
  };

  const packageNames = (said: CommandOutput): string[] | undefined =>
    eventOf(said, "estimated").packages?.map(({ name, version }) => `${name} ${version}`);

  it("are what tasks import, also in scripts with a first line and as programs", async () => {
    const { cwd, submit } = await project();
    const { python, packages } = eventOf(succeeded(await submit()), "packages");
    assert.match(python, /^3\.\d+$/);
    assert.equal(packages, 2);
    const files = await filesOf(cwd);
    assert.deepEqual(
      ["a.txt", "b.txt", "c.txt"].map((name) => files.get(name)),
      ["1.0", "1.0", "1.0"],
    );
    const [log] = [...files].filter(([name]) => name.endsWith("stdout.txt"));
    assert.equal(log?.[1], "1.0\n");
  });

  it("are chosen once, so that later runs are cached and need no index", async () => {
    const { cwd, submit, write } = await project({ requirements: "tiny # first" });
    succeeded(await submit());
    const count = index.requests.length;
    await index.add("tiny", "1.1");
    const again = succeeded(await submit());
    assert.deepEqual(countsOf(eventOf(again, "finished")), [1, 0, 1]);
    assert.equal(index.requests.length, count);
    // A comment changes nothing.
    await write("tiny");
    assert.deepEqual(countsOf(eventOf(succeeded(await submit()), "finished")), [1, 0, 1]);
    await rm(join(cwd, "out"), { recursive: true });
    const refreshed = succeeded(await submit(["--refresh-requirements"]));
    assert.deepEqual(countsOf(eventOf(refreshed, "finished")), [1, 0, 0]);
    assert.equal((await filesOf(cwd)).get("a.txt"), "1.1");
  });

  it("run tasks again after a change, also of an included file", async () => {
    const { cwd, submit, write } = await project();
    await writeFile(join(cwd, "more.txt"), "tiny==1.0\n");
    await write("-r more.txt");
    succeeded(await submit());
    await index.add("tiny", "1.2");
    await writeFile(join(cwd, "more.txt"), "tiny==1.2\n");
    await rm(join(cwd, "out"), { recursive: true });
    assert.deepEqual(countsOf(eventOf(succeeded(await submit()), "finished")), [1, 0, 0]);
    assert.equal((await filesOf(cwd)).get("a.txt"), "1.2");
  });

  it("come from --requirements, a list, or a script's metadata", async () => {
    const metadata = `# /// script\n# dependencies = ["tiny==1.0"]\n# [[tool.uv.index]]\n# url = "URL"\n# ///\n`;
    const { cwd, submit, context } = await project();
    await writeFile(join(cwd, "other.txt"), `--index-url ${index.url}\ndep\n`);
    const other = succeeded(await submit(["--dry-run", "--requirements", "other.txt"]));
    assert.deepEqual(packageNames(other), ["dep 1.0"]);
    const { requirements: _, ...withoutFile } = context.workloads.py;
    const env = { ...context.env, UV_DEFAULT_INDEX: index.url, PIP_INDEX_URL: index.url };
    const dryRun = async (py: Workload): Promise<string[] | undefined> =>
      packageNames(succeeded(await submit(["--dry-run"], { context: { workloads: { py }, env } })));
    assert.deepEqual(await dryRun({ ...withoutFile, requirements: ["dep==1.0"] }), ["dep 1.0"]);
    assert.equal(await dryRun(withoutFile), undefined);
    await writeFile(join(cwd, "read.py"), script.replace("\n", `\n${metadata.replace("URL", index.url)}`));
    assert.deepEqual(await dryRun(withoutFile), ["dep 1.0", "tiny 1.0"]);
  });

  it("without a wheel are refused before anything is uploaded", async () => {
    await index.addSource("bare", "1.0");
    const { submit } = await project({ requirements: "dep\nbare" });
    const said = await submit();
    assert.deepEqual([said.exitCode, said.code], [2, "WheelMissing"]);
    assert.match(said.stderr, /\bbare\b/);
    assert.deepEqual(
      eventsOf(said).filter(({ event }) => event === "planned" || event === "uploaded"),
      [],
    );
  });

  it("that don't exist or don't fit together are refused", async () => {
    const { submit, write } = await project({ requirements: "nowhere" });
    assert.equal((await submit()).code, "RequirementsUnsatisfiable");
    await write("tiny==1.0\ndep>=2");
    assert.equal((await submit()).code, "RequirementsUnsatisfiable");
  });

  it("are refused on an unreachable index, and without uv and pip", async () => {
    const { cwd, submit, context } = await project({ requirements: "tiny<9" });
    await writeFile(join(cwd, "closed.txt"), "--index-url http://127.0.0.1:9/simple\ntiny\n");
    const env = { ...context.env, UV_HTTP_RETRIES: "0" };
    const closed = await submit(["--requirements", "closed.txt"], { context: { ...context, env } });
    assert.deepEqual([closed.exitCode, closed.code], [3, "PackageIndexUnreachable"]);
    await mkdir(join(cwd, "bin"));
    const bare = { PATH: join(cwd, "bin"), XDG_CACHE_HOME: join(cwd, "cache") };
    const none = await submit([], { context: { ...context, env: bare } });
    assert.deepEqual([none.exitCode, none.code], [3, "PythonToolsMissing"]);
  });

  it("are refused for a Python that this machine doesn't have, and for images", async () => {
    const old = await project({ fields: { python: "3.3" } });
    const said = await old.submit();
    assert.deepEqual([said.exitCode, said.code], [2, "PythonNotFound"]);
    const image = await project({ fields: { image: "python:3" } });
    assert.equal((await image.submit()).code, "PackagesInContainer");
  });

  it("are installed once by jobs that prepare a node at the same time", async () => {
    await index.add("tiny", "1.3");
    const { submit } = await project({ requirements: "tiny==1.3" });
    const both = await Promise.all([submit(["--force"]), submit(["--force"])]);
    for (const said of both) assert.deepEqual(countsOf(eventOf(succeeded(said), "finished")), [1, 0, 0]);
  });

  it("are those of the run in a retry, and a missing module is explained", async () => {
    const command = 'python3 -c "import tiny, nosuch"';
    const { cwd, submit, context } = await project({ fields: { command, plan: () => [{}] } });
    const said = await submit(["--force"]);
    assert.equal(said.exitCode, 100, said.stderr);
    const again = await user.command(["retry", jobOf(said), "--json", "--yes"], { cwd, context });
    for (const run of [said, again]) {
      const { hint, stderr = [] } = eventOf(run, "task");
      assert.equal(hint, "ModuleNotFound");
      assert.match(stderr.join("\n"), /No module named 'nosuch'/);
    }
  });

  it("stay in storage until the last run that uses them is deleted", async () => {
    await index.add("tiny", "1.4");
    const { cwd, submit, context } = await project({ requirements: "tiny==1.4" });
    const jobs: string[] = [];
    for (const _ of ["first", "second"]) jobs.push(jobOf(succeeded(await submit(["--force"]))));
    const removed: unknown[] = [];
    for (const job of jobs) {
      const said = succeeded(await user.command(["delete", job, "--yes", "--json"], { cwd, context }));
      removed.push(eventOf(said, "removed").inputs.count);
    }
    // Other runs use the other packages.
    assert.deepEqual(removed, [0, 1]);
  });

  it("keep credentials of the index out of everything that is stored or printed", async () => {
    const { cwd, submit } = await project();
    const secret = "s3cret-token";
    const url = index.url.replace("://", `://user:${secret}@`);
    await writeFile(join(cwd, "private.txt"), `--index-url ${url}\ntiny==1.0\n`);
    const said = succeeded(await submit(["--requirements", "private.txt", "--force"]));
    await writeFile(join(cwd, "private.txt"), `--index-url ${url}\nnowhere\n`);
    const failed = await submit(["--requirements", "private.txt"]);
    for (const { stdout, stderr } of [said, failed]) assert(!(stdout + stderr).includes(secret));
    for (const text of (await filesOf(cwd)).values()) assert(!text.includes(secret));
    assert(!(await readCache()).includes(secret));
  });

  const readCache = async (): Promise<string> => {
    const folder = join(cache, "azbatch/python/resolutions");
    const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8"));
    return (await Promise.all(texts)).join("");
  };
});
