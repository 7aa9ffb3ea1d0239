import { appendFile } from "node:fs/promises";
import { type Ended, runRunner } from "./mixed-process.ts";

/** Runs commands like a user who repeats a command until it ends with a result. */
export interface PatientUser {
  /** Runs `submit`, then `submit --resume` if a fault ended it early. */
  readonly submit: (words: readonly string[], cwd: string) => Promise<{ said: Ended; jobId: string }>;
  /** Runs any other command, again if a fault ended it early. */
  readonly finish: (words: readonly string[], cwd: string) => Promise<Ended>;
  /** Ended commands. */
  readonly ended: readonly Ended[];
}

/** Limit of consecutive commands that faults end early. */
const mostTries = 15;

/** Appends each command's output to `logFile`. */
export const createPatientUser = (outputsFile: string, logFile: string): PatientUser => {
  const ended: Ended[] = [];
  const run = async ([name = "", ...words]: readonly string[], cwd: string): Promise<Ended> => {
    const said = await runRunner([name, "--outputs", outputsFile, ...words], cwd);
    ended.push(said);
    await appendFile(logFile, `${said.words}: exit code ${said.exitCode}\n${said.stderr}\n`);
    return said;
  };
  const finish: PatientUser["finish"] = async (words, cwd) => {
    for (let tries = 1; ; tries += 1) {
      const said = await run(words, cwd);
      if (hasVerdict(said) || tries === mostTries) return said;
    }
  };
  return {
    ended,
    finish,
    submit: async (words, cwd) => {
      for (let tries = 1; ; tries += 1) {
        const said = await run(["submit", "--json", ...waiting, ...words], cwd);
        const jobId = /"event":"planned","jobId":"([^"]+)"/.exec(said.stdout)?.[1] ?? "none";
        if (hasVerdict(said)) return { said, jobId };
        const resumed = await finish(["submit", "--resume", jobId, ...waiting], cwd);
        // 2: there is no run yet.
        if (resumed.exitCode !== 2 || tries === mostTries) return { said: resumed, jobId };
      }
    },
  };
};

const waiting = ["--keep-job", "--timeout", "5m"];

/** Returns whether the command ended with a result, not by a crash, the environment (3) or the timeout (4). */
const hasVerdict = ({ exitCode, crash }: Ended): boolean =>
  crash === undefined && exitCode !== 3 && exitCode !== 4;
