import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fetching, type Staging, stageFiles } from "../../../runner/job/stage-files.ts";

/** Returns this many resource files of 300 characters each. */
const filesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    httpUrl: `https://s/input/${i}?sig=secret`.padEnd(260, "x"),
    filePath: `in-${i}.txt`.padEnd(11, "x"),
    ...(i === 0 ? { fileMode: "0644" } : {}),
  }));

const place: Parameters<typeof stageFiles>[1] = {
  program: () => ({ httpUrl: "https://s/application/fetch?sig=secret" }),
  nodePath: "$AZ_BATCH_NODE_SHARED_DIR/node/bin/node",
  reading: (urls) => ({ sas: { "https://s/input": `secret for ${urls.length}` } }),
};

const stage = (count: number): Staging => stageFiles(filesOf(count), place);

const fetchingOf = (count: number): Fetching => stage(count).fetching ?? assert.fail("no program");

describe("job/stage-files", () => {
  it("keeps resource files that Azure accepts", () => {
    const { resourceFiles, fetching } = stage(95);
    assert.deepEqual([resourceFiles, fetching], [filesOf(95), undefined]);
  });

  it("keeps resource files of 30,000 characters of JSON, and no more", () => {
    const sized = (length: number) => {
      const files = [{ httpUrl: "https://s/input/0", filePath: "" }];
      const rest = length - JSON.stringify(files).length;
      return stageFiles([{ httpUrl: "https://s/input/0", filePath: "x".repeat(rest) }], place).fetching;
    };
    assert.equal(sized(30_000), undefined);
    assert.notEqual(sized(30_001), undefined);
  });

  it("replaces more resource files with one program", () => {
    for (const count of [105, 2000])
      assert.deepEqual(stage(count).resourceFiles, [
        { httpUrl: "https://s/application/fetch?sig=secret", filePath: ".batch-inputs.mts" },
      ]);
  });

  it("lists the files with their modes in a program without a secret", () => {
    const { program } = fetchingOf(200);
    assert(!program.includes("sig="));
    const listed = JSON.parse(/^await runOnNode\((.*)\);$/m.exec(program)?.[1] ?? "");
    assert.equal(listed.length, 200);
    assert.deepEqual(listed.slice(0, 2), [
      { url: "https://s/input/0", path: "in-0.txtxxx", mode: "0644" },
      { url: "https://s/input/1", path: "in-1.txtxxx", mode: "0770" },
    ]);
  });

  it("passes the access to the program in its environment", () => {
    const { environmentSettings, command } = fetchingOf(200);
    assert.deepEqual(environmentSettings, [
      { name: "RUN_READ", value: '{"sas":{"https://s/input":"secret for 200"}}' },
    ]);
    assert.match(command, /NODE_OPTIONS= "\$AZ_BATCH_NODE_SHARED_DIR\/node\/bin\/node" \S+ \|\| exit 125; /);
  });

  it("hides the access from the rest of the script and from /proc", () => {
    const { command } = fetchingOf(200);
    const script = `AZ_BATCH_NODE_SHARED_DIR=$PWD; ${command}; tr '\\0' '\\n' < /proc/$$/environ; env; echo "rest of it's "script""`;
    const folder = mkdtempSync(join(tmpdir(), "batch-test-"));
    try {
      mkdirSync(join(folder, "node/bin"), { recursive: true });
      writeFileSync(join(folder, "node/bin/node"), '#!/bin/bash\necho "read $RUN_READ"\n', { mode: 0o755 });
      const env = { PATH: process.env.PATH, RUN_READ: "secret" };
      const said = execFileSync("/bin/bash", ["-c", script], {
        cwd: folder,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [read, ...rest] = said.trimEnd().split("\n");
      assert.equal(read, "read secret");
      assert.equal(rest.at(-1), "rest of it's script");
      assert(!rest.join("\n").includes("secret"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
