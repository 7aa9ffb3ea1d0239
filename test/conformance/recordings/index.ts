import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { startForeground } from "../../helpers/foreground-cloud.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { exceptions, paced } from "./exceptions.ts";
import { judge, withPaced } from "./judge.ts";

// `.ci/replay-recordings`: replays recorded answers of Azure against a local cloud. Fails on differences that exceptions.ts doesn't list.
// The folder can be given as an argument.
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../../../../shared/recordings"));

/** Returns the reports of the recordings' own program on a local cloud, one for each list of options. */
const replay = (options: readonly string[][], ...cloudOptions: string[]): Promise<string> =>
  withTemporaryFolder(async (dir) => {
    const cloud = await startForeground(dir, ...cloudOptions);
    const reports: string[] = [];
    try {
      for (const each of options) reports.push(await run(each, cloud.variables));
      return reports.join("\n");
    } finally {
      await cloud.stop();
    }
  });

const run = async (
  options: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> => {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [join(folder, "replay.ts"), ...options], { cwd: folder, env });
  child.stderr.pipe(process.stderr);
  const [report, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`replay.ts: expected exit code 0, got ${code}\n${report.slice(-2000)}`);
  return report;
};

if (existsSync(folder)) {
  const { recordings, exchanges, pace } = paced;
  const [instant, slow] = await Promise.all([
    replay([[]]),
    replay(
      recordings.map((name) => ["--only", name]),
      "--pace",
      pace,
    ),
  ]);
  const { agree, excepted, differ, notApplicable, problems } = judge(
    withPaced(instant, slow, exchanges),
    exceptions,
  );
  for (const problem of problems) console.log(problem);
  const total = agree + excepted + differ + notApplicable;
  console.log(
    `${total} exchanges: ${agree} agree, ${excepted} differ as exceptions.ts allows, ${notApplicable} don't apply.`,
  );
  console.log(`\n  ${agree} passing`);
  if (problems.length > 0) console.log(`  ${problems.length} failing`);
  if (agree === 0 || problems.length > 0) process.exitCode = 1;
} else console.log(`Not replayed: no recordings of Azure in ${folder}.`);
