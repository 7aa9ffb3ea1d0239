import { once } from "node:events";
import { connect } from "node:net";
import { RunError } from "@pulumi/pulumi";

/**
 * Checks that the local cloud runs if the Pulumi CLI is set to use it (`source .local/env`). Pulumi itself would wait 12 seconds and
 * not name the cause.
 *
 * @param providers such as `azure-native:<port>`, with other providers after commas
 * @throws RunError if nothing listens on that port
 */
export const requireLocalCloud = async (providers = process.env.PULUMI_DEBUG_PROVIDERS): Promise<void> => {
  const port = /(?:^|,)azure-native:(\d+)(?:,|$)/.exec(providers ?? "")?.[1];
  if (port === undefined || (await isListening(Number(port)))) return;
  throw new RunError(
    `PULUMI_DEBUG_PROVIDERS: expected the local cloud on port ${port}, got no answer. ` +
      "Run `npx azbatch local` in another terminal, or `unset PULUMI_DEBUG_PROVIDERS` to deploy to Azure.",
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
