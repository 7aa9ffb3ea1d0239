import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CliOptions, help, isLoopback, readCliOptions } from "../../../local/emulator/cli-options.ts";
import { codeOf } from "../../../local/emulator/system/errors.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const read = (args: string[], env: NodeJS.ProcessEnv = {}): CliOptions => readCliOptions(args, env);

describe("options of azure-batch-emulator", () => {
  it("are by default for this machine only", () => {
    const { host, port, accounts, allowReset, execute } = read([]);
    assert.deepEqual(
      { host, port, accounts, allowReset, execute },
      {
        host: "127.0.0.1",
        port: 0,
        accounts: [{ name: "local", key: undefined }],
        allowReset: true,
        execute: true,
      },
    );
  });

  it("allow no reset on other addresses, unless asked", () => {
    assert.equal(read(["--host", "0.0.0.0"]).allowReset, false);
    assert.equal(read(["--host", "0.0.0.0", "--allow-reset"]).allowReset, true);
    assert.equal(read(["--no-allow-reset"]).allowReset, false);
  });

  it("come from variables, which the command line overrides", () => {
    const env = {
      BATCH_EMULATOR_PORT: "10010",
      BATCH_EMULATOR_ACCOUNT: "first:a2V5;second",
      BATCH_EMULATOR_ALLOW_RESET: "true",
      BATCH_EMULATOR_EXECUTE: "false",
      BATCH_EMULATOR_FAULT_SEED: "7",
      BATCH_EMULATOR_STORAGE: "a;b",
      BATCH_EMULATOR_ADVERTISE: "",
    };
    const { port, accounts, allowReset, execute, faultSeed, storage, advertise } = read(
      ["--host=0.0.0.0"],
      env,
    );
    assert.deepEqual(
      { port, accounts, allowReset, execute, faultSeed, storage, advertise },
      {
        port: 10010,
        accounts: [
          { name: "first", key: "a2V5" },
          { name: "second", key: undefined },
        ],
        allowReset: true,
        execute: false,
        faultSeed: 7,
        storage: "a;b",
        advertise: undefined,
      },
    );
    assert.deepEqual(read(["--account", "other", "--port=1", "--no-allow-reset"], env).accounts, [
      { name: "other", key: undefined },
    ]);
    assert.equal(read(["--no-allow-reset"], env).allowReset, false);
  });

  it("override only the variable of the same option", () => {
    const { faults, faultSeed } = read(["--fault-seed", "7"], { BATCH_EMULATOR_FAULT: "busy:1;error:2" });
    assert.deepEqual([faults.length, faultSeed], [2, 7]);
  });

  it("declare pools by id and nodes, or by a file", () =>
    withTemporaryFolder(async (dir) => {
      const file = join(dir, "pool.json");
      writeFileSync(file, JSON.stringify({ id: "mine", vmSize: "a" }));
      const pools = read(["--pool", "one", "--pool=four:4", "--pool", file]).pools.map(({ body }) => body);
      const facts = pools.map((pool) =>
        ["id", "targetDedicatedNodes", "vmSize"].map((name) => Reflect.get(pool, name)),
      );
      assert.deepEqual(facts, [
        ["one", 1, "standard_d2s_v5"],
        ["four", 4, "standard_d2s_v5"],
        ["mine", undefined, "a"],
      ]);
    }));

  it("are in the help", () => {
    const names = [...help.matchAll(/^ {2}--(?:no-)?([\w-]+)/gm)].map(([, name]) => name);
    const camelCase = names.map((name) => name?.replace(/-./, (dash) => dash.slice(1).toUpperCase()));
    const options = Object.keys(read([])).map((name) => name.replace(/(account|pool|fault)s$/, "$1"));
    assert.deepEqual(camelCase.toSorted(), options.toSorted());
  });

  it("have a help of at most 80 columns", () => {
    assert.deepEqual(
      help.split("\n").filter((line) => line.length > 80),
      [],
    );
  });

  it("know loopback addresses", () => {
    assert.deepEqual(
      ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"].filter(isLoopback).length,
      5,
    );
    assert.deepEqual(["0.0.0.0", "::", "192.0.2.1", "localhost.example"].filter(isLoopback), []);
  });

  const invalid: readonly (readonly string[])[] = [
    ["--unknown"],
    ["word"],
    ["--port", "70000"],
    ["--port", "1.5"],
    ["--port"],
    ["--host", ""],
    ["--dir="],
    ["--account", "local", "--account", ""],
    ["--advertise", "batch:10010"],
    ["--advertise", "http://batch/path"],
    ["--advertise", "http://user@batch"],
    ["--account", "Upper"],
    ["--account", "ab"],
    ["--account", "local:"],
    ["--account", "local:not base64"],
    ["--pool", "a b"],
    ["--pool", "a:b"],
    ["--pool", "./none.json"],
    ["--pool", "package.json"],
    ["--fault-seed", "x"],
    ["--pace", "fast"],
  ];
  for (const args of invalid) {
    it(`refuse ${args.join(" ")} with one line`, () => {
      assert.throws(
        () => read([...args]),
        (error) =>
          codeOf(error) === "InvalidOption" && error instanceof Error && !error.message.includes("\n"),
      );
    });
  }

  it("refuse a variable that is neither true nor false", () => {
    assert.throws(() => read([], { BATCH_EMULATOR_QUIET: "maybe" }), { code: "InvalidOption" });
  });
});
