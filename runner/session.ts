import type { Clients } from "./clients.ts";
import { connectEnvironment, type Environment } from "./environment/connect.ts";
import type { Emit } from "./events.ts";
import type { World } from "./world.ts";

/** Options that every command takes. */
export interface SessionOptions {
  readonly stack?: string | undefined;
  readonly outputs?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A command's hold on an environment. */
export interface Session {
  readonly environment: Environment;
  readonly clients: Clients;
}

/** Connects to the environment that the options choose. The SDKs load while the local cloud starts. */
export const openSession = async (options: SessionOptions, world: World, emit: Emit): Promise<Session> => {
  const { projectDir, cwd, env, signal, clock, random } = world;
  const [environment, { connectClients }] = await Promise.all([
    connectEnvironment({ stack: options.stack, outputsFile: options.outputs, projectDir, cwd, env, signal }),
    import("./clients.ts"),
  ]);
  emit({ event: "environment", kind: environment.kind, name: environment.name });
  const clients = connectClients(environment.outputs, {
    clock,
    random,
    signal,
    onRetry: ({ code, message }, delayMs) =>
      emit({ event: "retry", reason: `Batch: ${code}: ${message}`, delayMs }),
  });
  return { environment, clients };
};
