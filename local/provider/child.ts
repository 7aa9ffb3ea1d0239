/**
 * The azure-native provider that the Pulumi engine talks to, as a child of the local cloud: Pulumi's provider server takes over
 * its process (errors, standard output) and cannot be ended. Every call goes to the parent as `{call, method, args}`, whose
 * answer is `{call, result}` or `{call, error}`. The server prints its port, and ends when the parent does.
 */
import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import type { ProviderOperations } from "./operations.ts";

const pending = new Map<number, PromiseWithResolvers<unknown>>();
let calls = 0;

process.once("disconnect", () => process.exit());
process.on("SIGINT", () => {});
process.on("message", ({ call, result, error }: { call: number; result?: unknown; error?: string }) => {
  const waiting = pending.get(call);
  pending.delete(call);
  if (error === undefined) waiting?.resolve(result);
  else waiting?.reject(new Error(error));
});

type Forwarded<Method extends keyof ProviderOperations> = (
  ...args: Parameters<ProviderOperations[Method]>
) => Promise<Awaited<ReturnType<ProviderOperations[Method]>>>;

const forward = <Method extends keyof ProviderOperations>(method: Method): Forwarded<Method> => {
  const send = (...args: unknown[]): Promise<unknown> => {
    const waiting = Promise.withResolvers<unknown>();
    calls += 1;
    pending.set(calls, waiting);
    process.send?.({ call: calls, method, args });
    return waiting.promise;
  };
  return send as Forwarded<Method>;
};

const provider: Provider = {
  version: "3.28.0",
  check: forward("check"),
  diff: forward("diff"),
  create: forward("create"),
  read: forward("read"),
  update: forward("update"),
  delete: forward("delete"),
  invoke: forward("invoke"),
};

await main(provider, []);
