import { connect } from "node:net";
import type { StackOutputs } from "../../infra/outputs.ts";
import { environmentError } from "../errors.ts";

/**
 * Outputs of a stack on the local cloud name ports of this machine. Refuses those that no run could use: nobody listens
 * there, which a call would take for a lost connection and try again for a minute, or the stack wants Entra ID.
 */
export const checkLocalEndpoints = async (outputs: StackOutputs): Promise<void> => {
  const endpoints = [outputs.batchAccountEndpoint, outputs.inputContainerUrl].map((url) => new URL(url));
  const local = endpoints.filter(({ protocol, hostname }) => protocol === "http:" && isLoopback(hostname));
  if (local.length === 0) return;
  if (outputs.auth === "entra") {
    throw environmentError(
      "LocalCloudNeedsKeys",
      "the stack has auth: entra, but it is on the local cloud, which knows account keys only",
      "For the local cloud: npx pulumi config set auth keys && npx pulumi up",
    );
  }
  const listening = await Promise.all(local.map(isListening));
  const silent = local.find((_, i) => !listening[i]);
  if (silent === undefined) return;
  throw environmentError(
    "LocalCloudNotRunning",
    `the local cloud is not running: nothing listens at ${silent.origin}`,
    "Start it in another terminal: npm run local",
  );
};

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
