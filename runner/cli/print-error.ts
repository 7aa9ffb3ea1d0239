import { styleText } from "node:util";
import { CommanderError } from "commander";
import { ServiceError } from "../azure/service-error.ts";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes, isSystemError, RunnerError } from "../errors.ts";
import { visible } from "../text/visible.ts";

/** Says what went wrong: a line and a hint for what is expected to happen, a stack for a bug. */
export const printError = (error: unknown, { terminal, signal }: CommandContext): ExitCode => {
  const { stderr } = terminal;
  const say = (text: string): void => void stderr.write(`${visible(text)}\n`);
  const sayError = (text: string): void =>
    void stderr.write(`${styleText("red", "Error:", { stream: stderr })} ${visible(text)}\n`);
  // Commander has printed it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof RunnerError) {
    if (error.kind === "interrupted") say(error.message);
    else sayError(error.message);
    if (error.hint !== undefined) say(error.hint);
    return exitCodes[error.kind];
  }
  if (signal.aborted) {
    say("Interrupted");
    return exitCodes.interrupted;
  }
  if (error instanceof ServiceError) {
    sayError(`${error.code}: ${error.message}`);
    if (error.status === undefined) say(unreachedHint(error.message));
    return isEnvironmental(error) ? exitCodes.environment : exitCodes.internal;
  }
  if (isSystemError(error)) {
    sayError(error.message);
    return exitCodes.environment;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.internal;
};

/** What to do where an address doesn't answer: the local cloud's is on this machine. */
const unreachedHint = (address: string): string =>
  address.includes("127.0.0.1")
    ? "The local cloud has ended. Start it: npm run local"
    : "Is this machine online, and does the stack still exist?";

/** No answer, throttling, a failing service, keys that are refused, a quota: nothing that this program could mend. */
const isEnvironmental = ({ isTransient, status, code }: ServiceError): boolean =>
  isTransient || status === 401 || status === 403 || code.includes("Quota");
