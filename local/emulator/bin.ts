#!/usr/bin/env node
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startBatchService } from "./index.ts";
import { ExpectedError, messageOf } from "./system/errors.ts";

const help = `Run an Azure Batch service on this machine.

Usage: azure-batch-emulator [options]

  --dir <folder>     folder for its state and nodes (default: .azure-batch)
  --port <number>    port on 127.0.0.1 (default: a free one)
  --account <name>   Batch account (default: local)
  --help             print this help

Prints the account's endpoint, name and key as lines for a shell, and runs until Ctrl-C.
`;

/** Exit code for invalid arguments, and for a folder or port that can't be used. */
const usageExitCode = 2;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".azure-batch" },
      port: { type: "string", default: "0" },
      account: { type: "string", default: "local" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const service = await startBatchService({
    dir: resolve(values.dir),
    port: portOf(values.port),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const { key } = service.putAccount(values.account);
  process.stdout.write(
    `AZURE_BATCH_ENDPOINT=${service.endpoint}\nAZURE_BATCH_ACCOUNT=${values.account}\nAZURE_BATCH_ACCESS_KEY=${key}\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void service.close());
};

const portOf = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new RangeError(`--port: expected a number from 0 to 65535, got "${text}"`);
};

main().catch((error: unknown) => {
  const isExpected = error instanceof ExpectedError || (error instanceof Error && "code" in error);
  process.stderr.write(
    isExpected || error instanceof RangeError ? `Error: ${messageOf(error)}\n` : `${String(error)}\n`,
  );
  process.exitCode = isExpected || error instanceof RangeError ? usageExitCode : 1;
});
