import type { Clients } from "./clients.ts";
import { liveDisplay } from "./display/live.ts";
import { plainDisplay } from "./display/plain.ts";
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

/** What a command says while it works. */
export interface Voice {
  readonly emit: Emit;
  /** A line of words. */
  readonly say: (text: string) => void;
  /** Takes a live block off the screen. */
  readonly pause: () => void;
  readonly close: () => void;
}

export const openVoice = ({ json = false }: SessionOptions, { terminal, clock }: World): Voice => {
  const { stdout, stderr } = terminal;
  const display = stderr.isTTY && !json ? liveDisplay(stderr, clock) : plainDisplay(stderr, clock);
  if (!json) return display;
  return {
    ...display,
    emit: (event) => {
      stdout.write(`${JSON.stringify(event)}\n`);
      display.emit(event);
    },
  };
};

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
