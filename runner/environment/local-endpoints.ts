import { connect } from "node:net";
import type { StackOutputs } from "../../infra/outputs.ts";
import { environmentError } from "../errors.ts";

/**
 * Checks the outputs of a stack on the local cloud, whose endpoints are ports of this machine. Without this check a call would retry for a
 * minute if nothing listens there.
 *
 * @throws RunnerError `LocalCloudNotRunning`; `LocalCloudNeedsKeys` if the stack uses Entra ID.
 */
export const checkLocalEndpoints = async (outputs: StackOutputs): Promise<void> => {
  const endpoints = [outputs.batchAccountEndpoint, outputs.inputContainerUrl].map((url) => new URL(url));
  const local = endpoints.filter(({ protocol, hostname }) => protocol === "http:" && isLoopback(hostname));
  if (local.length === 0) return;
  if (outputs.auth === "entra") {
    throw environmentError(
      "LocalCloudNeedsKeys",
      "auth: expected keys for a stack on the local cloud, got entra",
      "Change it: npx pulumi config set auth keys && npx pulumi up",
    );
  }
  const listening = await Promise.all(local.map(isListening));
  const silent = local.find((_, i) => !listening[i]);
  if (silent === undefined) return;
  throw environmentError(
    "LocalCloudNotRunning",
    `local cloud: expected it at ${silent.origin}, got no connection`,
    "Start it in another terminal with `npx azbatch local`.",
  );
};

/** Whether the stack is on the local cloud, whose nodes are this machine. */
export const isOnThisMachine = ({
  batchAccountEndpoint,
}: Pick<StackOutputs, "batchAccountEndpoint">): boolean => isLoopback(new URL(batchAccountEndpoint).hostname);

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);

const isListening = ({ hostname, port }: URL): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/[[\]]/g, ""), port: Number(port || 80) });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true)).once("error", end(false));
  });
