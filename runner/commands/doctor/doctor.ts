import { styleText } from "node:util";
import type { CommandContext } from "../../command-context.ts";
import type { EnvironmentKind } from "../../environment/choose-environment.ts";
import { connectEnvironment, type Environment } from "../../environment/connect.ts";
import { type ExitCode, exitCodes, RunnerError } from "../../errors.ts";
import { writeData } from "../../terminal.ts";
import { columnsOf } from "../../text/columns.ts";
import { visibleData } from "../../text/visible.ts";
import type { Finding } from "../../ui/command-events.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { runChecks } from "./checks/index.ts";
import { findingsText, type Mark, summary } from "./findings-text.ts";
import { gather } from "./gather.ts";

/** Fewer attempts than other commands make: a diagnosis should not take a minute. */
const maxAttempts = 3;

/** Checks everything that a run needs and prints problems with their fixes. */
export const doctor = async (flags: SharedFlags, context: CommandContext): Promise<ExitCode> => {
  const { stdout, stderr } = context.terminal;
  const findings = await diagnose(flags, context);
  const colours = { ok: "green", warning: "yellow", problem: "red" } as const;
  const mark: Mark = (level, text) => styleText(colours[level], text, { stream: stdout });
  const shown = flags.json
    ? findings.map((finding) => eventLine({ event: "finding", ...finding })).join("")
    : `${findingsText(visibleData(findings), mark, stdout.isTTY ? columnsOf(stdout) : undefined)}\n`;
  await writeData(stdout, shown);
  stderr.write(`${summary(findings)}\n`);
  return findings.some(({ level }) => level === "problem") ? exitCodes.environment : exitCodes.ok;
};

const diagnose = async (flags: SharedFlags, context: CommandContext): Promise<Finding[]> => {
  const { projectDir, cwd, env, signal } = context;
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
    return await examine(environment, chosen, context);
  } finally {
    environment.release();
  }
};

const examine = async (
  { outputs }: Environment,
  chosen: { readonly kind: EnvironmentKind; readonly name: string },
  { clock, random, signal }: CommandContext,
): Promise<Finding[]> => {
  const { connectClients } = await import("../../azure/clients.ts");
  const clients = connectClients(outputs, { clock, random, signal, maxAttempts, onRetry: () => {} });
  return runChecks(await gather({ ...chosen, outputs, clients, now: clock.now }));
};
