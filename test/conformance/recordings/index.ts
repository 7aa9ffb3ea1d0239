import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { startForeground } from "../../helpers/foreground-cloud.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { exceptions } from "./exceptions.ts";
import { judge } from "./judge.ts";

// `.ci/replay-recordings`: replays recorded answers of Azure against a local cloud. Fails on differences that exceptions.ts doesn't list.
// The folder can be given as an argument.
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../../../../shared/recordings"));

/** Returns the report of the recordings' own program. */
const replay = (): Promise<string> =>
  withTemporaryFolder(async (dir) => {
    const cloud = await startForeground(dir);
    try {
      const env = { ...process.env, ...cloud.variables };
      const child = spawn(process.execPath, [join(folder, "replay.ts")], { cwd: folder, env });
      child.stderr.pipe(process.stderr);
      const [report, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
      if (code !== 0) throw new Error(`replay.ts: expected exit code 0, got ${code}\n${report.slice(-2000)}`);
      return report;
    } finally {
      await cloud.stop();
    }
  });

if (existsSync(folder)) {
  const report = await replay();
  const { agree, excepted, notApplicable, problems } = judge(report, exceptions);
  for (const problem of problems) console.log(problem);
  console.log(report.trimEnd().split("\n").at(-1));
  console.log(`${excepted} differ as exceptions.ts allows, ${notApplicable} don't apply.`);
  console.log(`\n  ${agree} passing`);
  if (problems.length > 0) console.log(`  ${problems.length} failing`);
  if (agree === 0 || problems.length > 0) process.exitCode = 1;
} else console.log(`Not replayed: no recordings of Azure in ${folder}.`);
