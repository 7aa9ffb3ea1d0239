import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findPrograms } from "../../../../runner/plan/line/find-programs.ts";
import { isUsageError } from "../../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { writeFiles } from "./line-plan.ts";

const elf = (processor: number): string =>
  `\x7fELF\x02\x01\x01${"\0".repeat(11)}${String.fromCharCode(processor)}\0${"\0".repeat(60)}`;

const files = {
  "stats.py": "import json, helper as h\nfrom pkg.sub import x\nfrom missing import y\n",
  "helper.py": "from . import deeper\nimport deeper\n",
  "deeper.py": "",
  "unrelated.py": "",
  "pkg/__init__.py": "",
  "pkg/sub.py": "",
  "fit.R": 'source("lib/common.R")\n',
  "lib/common.R": "",
  "lib/x.sh": "source lib/y.sh\n",
  "lib/y.sh": "",
  "config.yaml": "",
  "result.json": "",
  "tool/__main__.py": "",
  simulate: "#!/bin/bash\n",
  sourcing: "#!/usr/bin/env bash\n. lib/y.sh\n",
  "for-windows.exe": "MZ",
  "for-risc": elf(0xf3),
  "for-x64": elf(0x3e),
};

const find = (
  command: string,
  options: { files?: readonly string[]; isOutput?: (name: string) => boolean } = {},
) =>
  withTemporaryFolder(async (cwd) => {
    await writeFiles(cwd, files);
    await writeFile(join(cwd, "for-mac"), Buffer.from("cffaedfe", "hex"));
    for (const name of ["simulate", "lib/x.sh", "for-mac", "for-windows.exe", "for-risc", "for-x64"])
      await chmod(join(cwd, name), 0o755);
    const found = await findPrograms({
      commands: [command],
      cwd,
      files: [],
      isOutput: () => false,
      ...options,
    });
    return found.map(({ name }) => name);
  });

describe("runner/plan/line/find-programs", () => {
  for (const [command, expected] of [
    ["python3 stats.py {}", ["deeper.py", "helper.py", "pkg", "stats.py"]],
    ["python3 -u ./stats.py '{}' > out.json", ["deeper.py", "helper.py", "pkg", "stats.py"]],
    ["Rscript fit.R {rate}", ["fit.R", "lib/common.R"]],
    ["cat {} | lib/x.sh | sort", ["lib/x.sh", "lib/y.sh"]],
    ["sort {} && ./simulate < config.yaml", ["config.yaml", "simulate"]],
    ["A=1 ./simulate --config=config.yaml", ["config.yaml", "simulate"]],
    ["if ./simulate; then cat 'config.yaml'; fi", ["config.yaml", "simulate"]],
    ["echo $(./simulate $(cat config.yaml))", ["config.yaml", "simulate"]],
    ["bash sourcing", ["lib/y.sh", "sourcing"]],
    ["python3 -m pkg.sub {}", ["pkg"]],
    ["python3 tool {}", ["tool"]],
    ["./simulate > result.json", ["simulate"]],
    ["wc -l {}", []],
    ["ls lib", []],
    ["./for-x64", ["for-x64"]],
    ["unzip {} && ./made-by-unzip", []],
  ] as const)
    it(`finds the files of this folder that a command needs: ${command}`, async () =>
      assert.deepEqual(await find(command), expected));

  it("adds --files, once each", async () => {
    assert.deepEqual(await find("./lib/x.sh config.yaml", { files: ["lib/", "./config.yaml"] }), [
      "config.yaml",
      "lib",
    ]);
  });

  it("doesn't send what the tasks write", async () =>
    assert.deepEqual(await find("./simulate result.json", { isOutput: (name) => name === "result.json" }), [
      "simulate",
    ]));

  for (const [command, code] of [
    ["./simulatr {}", "ProgramNotFound"],
    ["cat {} | ./simulatr", "ProgramNotFound"],
    ["python3 stat.py {}", "ProgramNotFound"],
    ["./lib {}", "ProgramNotFound"],
    ["./stats.py {}", "ProgramNotExecutable"],
    ["./for-mac", "ProgramNotForNodes"],
    ["./for-windows.exe", "ProgramNotForNodes"],
    ["./for-risc", "ProgramNotForNodes"],
  ] as const)
    it(`refuses a program that can't run: ${command}`, () =>
      assert.rejects(find(command), isUsageError(code)));

  it("refuses a file outside the folder, whose name a task couldn't find", () =>
    withTemporaryFolder(async (cwd) => {
      await writeFiles(cwd, { "x.sh": "", "in/y.sh": "" });
      const inside = { cwd: join(cwd, "in"), isOutput: () => false };
      await assert.rejects(
        findPrograms({ commands: ["bash ../x.sh"], files: [], ...inside }),
        isUsageError("PathOutsideFolder"),
      );
      await assert.rejects(
        findPrograms({ commands: ["true"], files: ["../x.sh"], ...inside }),
        isUsageError("PathOutsideFolder"),
      );
    }));

  it("refuses the absolute path of a file in the folder, which nodes don't have", () =>
    withTemporaryFolder(async (cwd) => {
      await writeFiles(cwd, { "x.py": "", "model/y": "" });
      for (const command of [`python3 ${cwd}/x.py {}`, `fit --model ${cwd}/model {}`])
        await assert.rejects(
          findPrograms({ commands: [command], cwd, files: [], isOutput: () => false }),
          isUsageError("PathOutsideFolder"),
        );
      const made = await findPrograms({
        ...{ commands: [`cat ${cwd}/missing /etc/hostname > ${cwd}/x.py`], cwd, files: [] },
        isOutput: () => false,
      });
      assert.deepEqual(made, []);
    }));

  it("refuses --files that don't exist", () =>
    assert.rejects(find("true", { files: ["none"] }), isUsageError("SharedFileNotFound")));
});
