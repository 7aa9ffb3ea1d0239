import type { Clients } from "../../azure/clients.ts";
import type { CommandContext } from "../../command-context.ts";
import type { EnvironmentKind } from "../../environment/choose-environment.ts";
import { connectEnvironment, type Environment } from "../../environment/connect.ts";
import { RunnerError } from "../../errors.ts";
import type { Session } from "../../run/session.ts";
import type { Finding } from "../../ui/command-events.ts";
import type { SharedFlags } from "../shared-options.ts";
import { runChecks } from "./checks/index.ts";
import { gather } from "./gather.ts";

/** Fewer attempts than other commands make: a diagnosis should not take a minute. */
const maxAttempts = 3;

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** The environment that was chosen, even if it could not be connected to. */
  readonly kind: EnvironmentKind;
  readonly name: string;
  /** Undefined if the stack outputs could not be read. Its clients make few attempts. */
  readonly session?: Session;
  /** Lets the local cloud end. */
  readonly release: () => void;
}

/** Connects to the environment and checks everything that a run needs. */
export const diagnose = async (flags: SharedFlags, context: CommandContext): Promise<Diagnosis> => {
  const { projectDir, cwd, env, signal, clock, random } = context;
  let chosen: { kind: EnvironmentKind; name: string } = { kind: "file", name: flags.outputs ?? "" };
  const onChosen = (kind: EnvironmentKind, name: string): void => {
    chosen = { kind, name };
  };
  const { stack, outputs: file, local } = flags;
  const choice = { stack, outputs: file, local, projectDir, cwd, env, signal, onChosen };
  let environment: Environment;
  try {
    environment = await connectEnvironment(choice);
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    const { message: text, hint: fix } = error;
    return {
      ...chosen,
      findings: [{ check: "environment", level: "problem", text, fix }],
      release: () => {},
    };
  }
  const { outputs, release } = environment;
  try {
    const { connectClients } = await import("../../azure/clients.ts");
    const connect = (until: AbortSignal): Clients =>
      connectClients(outputs, { clock, random, signal: until, maxAttempts, onRetry: () => {} });
    const clients = connect(signal);
    const session = { environment, clients, afterwards: () => connect(new AbortController().signal) };
    const findings = runChecks(await gather({ ...chosen, outputs, clients, now: clock.now }));
    return { ...chosen, findings, session, release };
  } catch (error) {
    release();
    throw error;
  }
};
