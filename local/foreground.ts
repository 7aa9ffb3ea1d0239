import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quote } from "shlex";
import type { KeysOutputs, StackOutputs } from "../infra/outputs.ts";
import { type AttachOptions, attach, cloudEnded } from "./attach.ts";
import { type Lease, requestProviderPort, stop } from "./lease.ts";

/** Runs the local cloud until a signal, and writes its addresses and keys to `env` in its folder meanwhile. */
export const runInForeground = async (options: AttachOptions): Promise<void> => {
  const environment = join(options.dir, "env");
  // Remove the file of a killed process: its ports are closed.
  await rm(environment, { force: true });
  const lease = await attach(options);
  const interrupted = new Promise<"interrupted">((done) => {
    // Not `once`: npm forwards signals that the terminal also sends, and a second one would end this process before clean-up.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => done("interrupted"));
  });
  const variables = environmentFile(lease.outputs, await requestProviderPort(options.dir));
  await writeFile(environment, variables, { mode: 0o600 });
  process.stdout.write(welcome(lease, options.dir));
  if ((await Promise.race([interrupted, lease.ended])) !== "interrupted") throw cloudEnded(options.dir);
  process.stderr.write("Stopping the local cloud\n");
  await stop(options.dir);
  await rm(environment, { force: true });
};

/** Returns the text that `npx azbatch local` prints when the cloud is ready. It contains no secret. */
const welcome = ({ outputs, pace = "instant" }: Pick<Lease, "outputs" | "pace">, dir: string): string => `
The local cloud is running:

  Batch  ${outputs.batchAccountEndpoint}  account ${outputs.batchAccountName}, pool ${outputs.poolId} with ${nodes(outputs)}
  Blobs  ${new URL(outputs.inputContainerUrl).origin}  account ${outputs.storageAccountName}
  Data   ${dir}
${pace === "instant" ? "" : `  Pace   ${pace}\n`}
In another terminal, npx azbatch submit uses it. For other clients and the Pulumi CLI, run
  source ${quote(join(dir, "env"))}

Press Ctrl-C to stop the cloud and its tasks. Its data stays.
`;

const nodes = ({ maxDedicatedNodes, maxSpotNodes, taskSlotsPerNode }: StackOutputs): string =>
  `${count(maxDedicatedNodes + maxSpotNodes, "node")} of ${count(taskSlotsPerNode, "task slot")}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Returns shell lines that export the local cloud's addresses and keys for other clients. */
const environmentFile = (outputs: StackOutputs, providerPort: number): string => {
  const blobEndpoint = new URL(".", outputs.inputContainerUrl).href.replace(/\/$/, "");
  const variables = {
    AZURE_BATCH_ACCOUNT: outputs.batchAccountName,
    AZURE_BATCH_ENDPOINT: outputs.batchAccountEndpoint,
    ...(outputs.auth === "keys" ? keyVariables(outputs, blobEndpoint) : {}),
    PULUMI_DEBUG_PROVIDERS: `azure-native:${providerPort}`,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join("");
};

const keyVariables = (outputs: KeysOutputs, blobEndpoint: string) => ({
  AZURE_BATCH_ACCESS_KEY: outputs.batchAccountKey,
  AZURE_STORAGE_CONNECTION_STRING: [
    "DefaultEndpointsProtocol=http",
    `AccountName=${outputs.storageAccountName}`,
    `AccountKey=${outputs.storageAccountKey}`,
    `BlobEndpoint=${blobEndpoint}`,
  ].join(";"),
});
