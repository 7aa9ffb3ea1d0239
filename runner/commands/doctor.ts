import { styleText } from "node:util";
import { columnsOf } from "../display/columns.ts";
import { jsonLine, visibleData } from "../display/visible.ts";
import { judge } from "../doctor/checks/index.ts";
import type { Finding } from "../doctor/finding.ts";
import { findingsText, type Mark, summary } from "../doctor/findings-text.ts";
import { gather } from "../doctor/gather.ts";
import type { EnvironmentKind } from "../environment/choose-environment.ts";
import { connectEnvironment, type Environment } from "../environment/connect.ts";
import { type ExitCode, exitCodes, RunnerError } from "../errors.ts";
import { writeData } from "../terminal.ts";
import type { World } from "../world.ts";
import type { SharedFlags } from "./shared-options.ts";

/** Trouble of the moment is waited out, but nobody waits a minute for a diagnosis. */
const maxAttempts = 3;

/** Looks at everything that a run needs and says what is wrong and what mends it. */
export const doctor = async (flags: SharedFlags, world: World): Promise<ExitCode> => {
  const { stdout, stderr } = world.terminal;
  const findings = await diagnose(flags, world);
  const colours = { ok: "green", warning: "yellow", problem: "red" } as const;
  const mark: Mark = (level, text) => styleText(colours[level], text, { stream: stdout });
  const shown = flags.json
    ? findings.map((finding) => jsonLine({ event: "finding", ...finding })).join("\n")
    : findingsText(visibleData(findings), mark, stdout.isTTY ? columnsOf(stdout) : undefined);
  await writeData(stdout, `${shown}\n`);
  stderr.write(`${summary(findings)}\n`);
  return findings.some(({ level }) => level === "problem") ? exitCodes.environment : exitCodes.ok;
};

const diagnose = async (flags: SharedFlags, world: World): Promise<Finding[]> => {
  const { projectDir, cwd, env, signal } = world;
  let chosen: { kind: EnvironmentKind; name: string } = { kind: "file", name: flags.outputs ?? "" };
  const onChosen = (kind: EnvironmentKind, name: string): void => {
    chosen = { kind, name };
  };
  const { stack, outputs, local } = flags;
  let environment: Environment;
  try {
    environment = await connectEnvironment({ stack, outputs, local, projectDir, cwd, env, signal, onChosen });
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    return [{ check: "environment", level: "problem", text: error.message, fix: error.hint }];
  }
  try {
    return await examine(environment, chosen, world);
  } finally {
    environment.release();
  }
};

const examine = async (
  { outputs }: Environment,
  chosen: { readonly kind: EnvironmentKind; readonly name: string },
  { clock, random, signal }: World,
): Promise<Finding[]> => {
  const { connectClients } = await import("../clients.ts");
  const clients = connectClients(outputs, { clock, random, signal, maxAttempts, onRetry: () => {} });
  return judge(await gather({ ...chosen, outputs, clients, now: clock.now }));
};
