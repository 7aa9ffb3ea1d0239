import type { Clients } from "../azure/clients.ts";
import type { CommandContext } from "../command-context.ts";
import type { EnvironmentFlags, EnvironmentKind } from "../environment/choose-environment.ts";
import { connectEnvironment, type Environment } from "../environment/connect.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { Emit } from "../ui/events.ts";

/** Options that every command takes. */
export interface SessionOptions extends EnvironmentFlags {
  readonly json?: boolean | undefined;
  /** Whether to start the local cloud if it is chosen and doesn't run; by default, true. */
  readonly startsLocalCloud?: boolean;
}

/** A command's connection to an environment. */
export interface Session {
  readonly environment: Environment;
  readonly clients: Clients;
  /** Creates clients that still work after `CommandContext.signal` was aborted. */
  readonly afterwards: () => Clients;
}

/** Returns the location of a run's record. */
export const runRecord = ({ clients, environment }: Session, jobId: string): RunRecord => ({
  application: clients.application,
  jobId,
  localFolder: environment.localFolder,
});

/** Connects to the environment that the options choose. The SDKs load while the local cloud starts. */
export const openSession = async (
  options: SessionOptions,
  context: CommandContext,
  emit: Emit,
): Promise<Session> => {
  const { projectDir, cwd, env, signal, clock, random } = context;
  const onChosen = (kind: EnvironmentKind, name: string, notice?: string): void =>
    emit({ event: "environment", kind, name, notice });
  const { stack, outputs, local, startsLocalCloud } = options;
  const [environment, { connectClients }] = await Promise.all([
    connectEnvironment({ stack, outputs, local, projectDir, cwd, env, signal, startsLocalCloud, onChosen }),
    import("../azure/clients.ts"),
  ]);
  const connect = (until: AbortSignal): Clients =>
    connectClients(environment.outputs, {
      clock,
      random,
      signal: until,
      onRetry: (service, { code, message }, delayMs) =>
        emit({ event: "retry", reason: `${service}: ${code}: ${message}`, delayMs }),
    });
  return { environment, clients: connect(signal), afterwards: () => connect(new AbortController().signal) };
};
