import log from "@pulumi/pulumi/log/index.js";

/**
 * Keeps the answers of functions such as listing keys out of Pulumi's events. The SDK writes each of them, keys in clear, to its
 * debug log (3.270.0, runtime/invoke.js), and `pulumi up --json` prints that log without being asked for it.
 */
export const hideAnswers = (): void => void Object.assign(log, { debug: withoutAnswers });

const { debug } = log;

const withoutAnswers: typeof debug = (message, ...more) =>
  message.startsWith("Invoke RPC finished") ? Promise.resolve() : debug(message, ...more);
