import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { defineWorkload } from "../../../../task/workload.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { type CommandOutput, eventOf, filesOf, jobOf } from "../../user.ts";

/** Returns the texts in a zip by their paths. */
const unzip = async (path: string): Promise<Map<string, string>> =>
  new Map(
    Object.entries(unzipSync(await readFile(path))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]),
  );

describeOnCloud("debug-dump on the local cloud", ({ cloud, user }) => {
  /** Secrets of the user, by the places where they are planted. */
  const planted = {
    environment: "planted-in-environment",
    taskVariable: "planted-in-task-variable",
    harmlessName: "planted-in-harmless-name",
    argument: "planted-in-argument",
    header: "planted-in-header",
    sas: "planted%2Fin%2Fsas",
    connectionString: "planted/in/connection/string",
    command: "planted-in-command",
    passphraseFile: "planted in a file of Pulumi",
  };
  let cwd: string;
  let jobId: string;
  const env = { ...process.env, MY_API_TOKEN: planted.environment };

  /** Prints secrets, some without their names, and fails. */
  const leaky = defineWorkload({
    description: "for tests",
    command: `export TOOL_SECRET=${planted.command}
      echo "$DB_PASSWORD"; echo "$@"; cat "$LEAKED"
      echo "Error: GET https://a.blob/b?sv=1&sig=${planted.sas} Authorization: Bearer ${planted.header}" >&2
      echo "DefaultEndpointsProtocol=https;AccountKey=${planted.connectionString};" >&2; exit 3`,
    env: { DB_PASSWORD: planted.taskVariable, RATE: planted.harmlessName },
    plan: () => [
      { name: "leak", args: ["--password", planted.argument], env: { LEAKED: join(cwd, "leaked") } },
    ],
  });

  const dump = (...words: string[]): Promise<CommandOutput> =>
    user.command(["debug-dump", ...words], { cwd, context: { env } });

  before(async () => {
    cwd = await user.withInputs({});
    const { storageAccountKey, batchAccountKey } = cloud.outputs;
    const leaked = [planted.environment, planted.passphraseFile, storageAccountKey, batchAccountKey];
    await writeFile(join(cwd, "leaked"), leaked.join("\n"));
    await writeFile(join(cwd, "passphrase"), `${planted.passphraseFile}\n`);
    Object.assign(env, { PULUMI_CONFIG_PASSPHRASE_FILE: join(cwd, "passphrase") });
    const said = await user.run(["leaky", "--keep-job"], { cwd, context: { workloads: { leaky } } });
    assert.equal(said.exitCode, 100, said.stderr);
    jobId = jobOf(said);
  });

  const secrets = (): string[] => {
    const { storageAccountKey, batchAccountKey } = cloud.outputs;
    assert(storageAccountKey.length > 20 && batchAccountKey.length > 20);
    return [...Object.values(planted), storageAccountKey, batchAccountKey];
  };

  it("writes no secret, wherever it is", async () => {
    const { exitCode, stderr } = await dump(jobId);
    assert.equal(exitCode, 0, stderr);
    const files = await unzip(join(cwd, `azbatch-debug-${jobId}.zip`));
    for (const [path, text] of files) {
      for (const secret of secrets())
        for (const form of [secret, encodeURIComponent(secret)])
          assert(!text.includes(form), `${form} in ${path}: ${text}`);
      assert.doesNotMatch(text, /sig=(?!<removed>)/, path);
    }
    const printed = [...(await filesOf(cwd))].filter(([path]) => path.startsWith("logs/")).join();
    for (const secret of [planted.sas, planted.taskVariable, planted.environment])
      assert(printed.includes(secret), `the run's own logs have ${secret}`);
  });

  it("has what explains the failure, for people who can't see the environment", async () => {
    const files = await unzip(join(cwd, `azbatch-debug-${jobId}.zip`));
    const at = (pattern: RegExp): string =>
      [...files].find(([path]) => pattern.test(path))?.[1] ?? assert.fail(`${pattern}: ${[...files.keys()]}`);
    assert.match(at(/^run\/logs\/leak-\w+\/stderr\.txt$/), /^Error: GET https:\/\/a\.blob/);
    const { tasks, jobId: id } = JSON.parse(at(/^run\/manifest\.json$/));
    assert.deepEqual(
      [id, tasks.length, Object.keys(tasks[0].env)],
      [jobId, 1, ["DB_PASSWORD", "RATE", "LEAKED"]],
    );
    assert.equal(JSON.parse(at(/^run\/failed-tasks\.json$/))[0].exitCode, 3);
    assert.equal(JSON.parse(at(/^run\/report\.json$/)).tasks[0].exitCode, 3);
    assert.equal(JSON.parse(at(/^run\/job\.json$/)).id, jobId);
    assert.equal(JSON.parse(at(/^pool\.json$/)).id, cloud.outputs.poolId);
    assert(JSON.parse(at(/^nodes\.json$/)).nodes.length > 0);
    assert.match(at(/^nodes\/tvmps_\w+\/start-task-stdout\.txt$/), /\d+\.\d+\.\d+/);
    assert(JSON.parse(at(/^doctor\.json$/)).length > 5);
    assert.equal(JSON.parse(at(/^versions\.json$/)).node, process.version);
    const readme = at(/^README\.txt$/);
    for (const path of files.keys()) assert(path === "README.txt" || readme.includes(path), path);
  });

  it("prints what is inside and what isn't, and is readable only by its user", async () => {
    const { stdout } = await dump(jobId, "--file", "dump.zip");
    assert.equal((await stat(join(cwd, "dump.zip"))).mode & 0o777, 0o600);
    await assertSnapshot("debug-dump/printed", normalise(stdout, { "<size>": /\d+(?:\.\d+)? [kM]?B/g }));
  });

  it("takes the newest run by default and prints an event with --json", async () => {
    const said = await dump("--json");
    const { path, files, problems } = eventOf(said, "dumped");
    assert.deepEqual(problems, []);
    const inZip = [...(await unzip(path)).keys()];
    assert.deepEqual(files.toSorted(), inZip.sort());
  });

  it("dumps what is on this machine if the environment can't be reached", async () => {
    const outputs = join(cwd, "unreachable.json");
    const unreachable = {
      ...cloud.outputs,
      batchAccountEndpoint: "http://127.0.0.1:9",
      storageAccountKey: "",
      batchAccountKey: "planted-in-outputs-file",
    };
    for (const text of [JSON.stringify(unreachable), `{"batchAccountKey": "planted-in-outputs-file"`]) {
      await writeFile(outputs, text);
      const words = ["debug-dump", jobId, "--outputs", outputs, "--file", "unreachable.zip"];
      const { exitCode, stdout, stderr } = await user.command(words, { cwd, context: { env } });
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^Not complete:$/m);
      const files = await unzip(join(cwd, "unreachable.zip"));
      const paths = [...files.keys()];
      for (const expected of [/^doctor\.json$/, /^versions\.json$/, /^downloaded\/report\.json$/])
        assert(
          paths.some((path) => expected.test(path)),
          `${expected}: ${paths}`,
        );
      assert(paths.some((path) => /^downloaded\/logs\/leak-\w+\/stderr\.txt$/.test(path)));
      const all = [...files.values()].join("\n");
      for (const secret of [planted.sas, planted.header, "planted-in-outputs-file"])
        assert(!all.includes(secret), secret);
    }
  });

  it("refuses a run that doesn't exist and a word that can't be one, and writes nothing", async () => {
    const before = await readdir(cwd);
    for (const [job, code] of [
      ["nothing-1", "RunNotFound"],
      ["../up", "InvalidJobId"],
    ] as const) {
      const said = await dump(job);
      assert.deepEqual([said.exitCode, said.code], [2, code]);
    }
    assert.deepEqual(await readdir(cwd), before);
  });
});
