import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { LocalCloudError, messageOf } from "../errors.ts";
import type { Cloud } from "../provision/provisioner.ts";
import { providerOperations } from "./operations.ts";

/** azure-native for the real Pulumi CLI, which finds it by `PULUMI_DEBUG_PROVIDERS=azure-native:<port>`. */
export interface PulumiProvider {
  readonly port: number;
  close(): Promise<void>;
}

export const startProvider = async (cloud: Cloud): Promise<PulumiProvider> => {
  const child = fork(new URL("child.ts", import.meta.url), {
    execArgv: [],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  answerCalls(child, cloud);
  const line = once(createInterface({ input: child.stdout! }), "line");
  const [port] = await Promise.race([line, exited.then(() => [])]);
  if (!/^\d+$/.test(String(port)))
    throw new LocalCloudError("The Pulumi provider did not start; see the log");
  return {
    port: Number(port),
    close: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
};

const Call = v.object({
  call: v.number(),
  method: v.picklist(["check", "diff", "create", "read", "update", "delete", "invoke"]),
  args: v.array(v.unknown()),
});

const answerCalls = (child: ChildProcess, cloud: Cloud): void => {
  const operations = providerOperations(cloud);
  child.on("message", async (message) => {
    const { call, method, args } = v.parse(Call, message);
    // The engine's calls have the shapes of its protocol.
    const operation = operations[method] as (...args: unknown[]) => unknown;
    const answer = await Promise.resolve()
      .then(() => operation(...args))
      .then(
        (result) => ({ call, result }),
        (error: unknown) => ({ call, error: messageOf(error) }),
      );
    if (child.connected) child.send(answer);
  });
};
