import { styleText } from "node:util";
import { CommanderError } from "commander";
import { ServiceError } from "../azure/service-error.ts";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes, isSystemError, RunnerError } from "../errors.ts";
import { visible } from "../text/visible.ts";

/** Prints an error: message and hint of an expected one, the stack of a bug. Returns the exit code. */
export const printError = (error: unknown, { terminal, signal }: CommandContext): ExitCode => {
  const { stderr } = terminal;
  const print = (text: string): void => void stderr.write(`${visible(text)}\n`);
  const printMessage = (text: string): void =>
    void stderr.write(`${styleText("red", "Error:", { stream: stderr })} ${visible(text)}\n`);
  // Commander has already printed it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof RunnerError) {
    if (error.kind === "interrupted") print(error.message);
    else printMessage(error.message);
    if (error.hint !== undefined) print(error.hint);
    return exitCodes[error.kind];
  }
  if (signal.aborted) {
    print("Interrupted");
    return exitCodes.interrupted;
  }
  if (error instanceof ServiceError) {
    printMessage(`${error.code}: ${error.message}`);
    if (error.status === undefined) print(unreachedHint(error.message));
    return isEnvironmental(error) ? exitCodes.environment : exitCodes.internal;
  }
  if (isSystemError(error)) {
    printMessage(error.message);
    return exitCodes.environment;
  }
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.internal;
};

/** Returns the hint for an address that doesn't answer. That of the local cloud is on this machine. */
const unreachedHint = (address: string): string =>
  address.includes("127.0.0.1")
    ? "The local cloud has stopped. Start it: npx azbatch local"
    : "Check that this machine is online and that the stack exists: npx pulumi preview --refresh";

/** No answer, throttling, a service failure, rejected keys or a quota: not a bug of this program. */
const isEnvironmental = ({ isTransient, status, code }: ServiceError): boolean =>
  isTransient || status === 401 || status === 403 || code.includes("Quota");
