import { once } from "node:events";
import { connect } from "node:net";
import { RunError } from "@pulumi/pulumi";

/**
 * Throws if the Pulumi CLI has been told of a local cloud (`source .local/env`) that is not running. Pulumi itself would wait
 * 12 seconds and then not say what is missing. `providers` is its variable: `azure-native:<port>`, with others after commas.
 */
export const requireLocalCloud = async (providers = process.env.PULUMI_DEBUG_PROVIDERS): Promise<void> => {
  const port = /(?:^|,)azure-native:(\d+)(?:,|$)/.exec(providers ?? "")?.[1];
  if (port === undefined || (await isListening(Number(port)))) return;
  throw new RunError(
    `The local cloud is not running: nothing listens on port ${port}, which PULUMI_DEBUG_PROVIDERS names. ` +
      "Start it in another terminal with: npm run local. To go to Azure instead: unset PULUMI_DEBUG_PROVIDERS",
  );
};

const isListening = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
