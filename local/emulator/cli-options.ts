import { readFileSync } from "node:fs";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { FaultDeclaration } from "./faults/fault-kinds.ts";
import { parseFault } from "./faults/parse-fault.ts";
import { EmulatorError, messageOf } from "./system/errors.ts";
import { parsePace } from "./time/pace.ts";

const options = {
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "0" },
  advertise: { type: "string" },
  account: { type: "string", multiple: true, default: ["local"] },
  pool: { type: "string", multiple: true, default: [] },
  storage: { type: "string" },
  dir: { type: "string", default: ".azure-batch" },
  "allow-reset": { type: "boolean" },
  execute: { type: "boolean", default: true },
  fault: { type: "string", multiple: true, default: [] },
  "fault-seed": { type: "string", default: "1" },
  pace: { type: "string", default: "instant" },
  verbose: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} satisfies ParseArgsOptionsConfig;

export const help = `Run an Azure Batch service on this machine.

Usage: azure-batch-emulator [options]

  --host <address>        address to listen on (default: 127.0.0.1)
  --port <number>         port (default: a free one)
  --advertise <url>       URL of this service for clients and tasks (default:
                          the address that the client uses)
  --account <name[:key]>  Batch account, and its key in base64; repeatable
                          (default: local, with a random key)
  --pool <id[:nodes]>     create this pool in each account; repeatable. A name
                          with "." or "/" is a file with the JSON of Add Pool
  --storage <string>      connection string of your blob storage, such as
                          Azurite, for auto storage and managed identities
  --dir <folder>          folder for state and nodes (default: .azure-batch)
  --allow-reset           serve POST /reset without a signature (default: only
                          on a loopback address)
  --no-execute            run no task: each one succeeds immediately
  --fault <fault>         fail on purpose, such as throttle:5%; repeatable
  --fault-seed <number>   seed of the faults' random numbers (default: 1)
  --pace <pace>           time that nodes and states take: instant (default),
                          azure, or azure/10 for a tenth of it
  --verbose               log each request
  --quiet                 log only errors and warnings
  --version               print the version
  --help, -h              print this help

Prints endpoint, account and key as lines for a shell, and runs until Ctrl-C.
GET /health needs no signature.

Each option has a variable: BATCH_EMULATOR_PORT for --port,
BATCH_EMULATOR_EXECUTE=false for --no-execute, and with semicolons
BATCH_EMULATOR_ACCOUNT="alpha:key;beta" for two accounts.
`;

/** Options of the program. */
export interface CliOptions {
  readonly host: string;
  readonly port: number;
  readonly advertise?: string;
  readonly accounts: readonly { readonly name: string; readonly key?: string }[];
  readonly pools: readonly DeclaredPool[];
  readonly storage?: string;
  readonly dir: string;
  readonly allowReset: boolean;
  readonly execute: boolean;
  readonly faults: readonly FaultDeclaration[];
  readonly faultSeed: number;
  readonly pace: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** A pool and the text that declares it, for errors. */
interface DeclaredPool {
  readonly source: string;
  readonly body: object;
}

/**
 * Reads the command line, and a variable for each option that it doesn't have.
 *
 * @throws EmulatorError InvalidOption or the code of an invalid fault.
 */
export const readCliOptions = (args: readonly string[], env: NodeJS.ProcessEnv): CliOptions => {
  const { values } = parse([...argumentsOf(env, args), ...args]);
  return {
    host: values.host,
    port: wholeNumber("port", values.port, 65_535),
    advertise: values.advertise === undefined ? undefined : readUrl(values.advertise),
    accounts: values.account.map(readAccount),
    pools: values.pool.map(readPool),
    storage: values.storage,
    dir: values.dir,
    allowReset: values["allow-reset"] ?? isLoopback(values.host),
    execute: values.execute,
    faults: values.fault.map(parseFault),
    faultSeed: wholeNumber("fault-seed", values["fault-seed"], Number.MAX_SAFE_INTEGER),
    pace: readPace(values.pace),
    verbose: values.verbose,
    quiet: values.quiet,
    help: values.help,
    version: values.version,
  };
};

/** Returns whether only this machine can connect to the address. */
export const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|::1|localhost)$/i.test(host);

const invalid = (message: string): EmulatorError => new EmulatorError("InvalidOption", message);

const parse = (args: string[]) => {
  const parsed = parseOrRefuse(args);
  // An unset variable in a script. Node would listen on all addresses for an empty --host.
  const empty = Object.entries(parsed.values).find(([, value]) => [value].flat().includes(""));
  if (empty !== undefined) throw invalid(`--${empty[0]}: expected a value, got ""`);
  return parsed;
};

const parseOrRefuse = (args: string[]) => {
  try {
    return parseArgs({ args, options, allowNegative: true });
  } catch (error) {
    // Node adds advice about positional arguments, of which this program has none.
    throw invalid(`${messageOf(error).split(/[.\n]/)[0]}. Run azure-batch-emulator --help to list options.`);
  }
};

/** Returns variables as arguments, for options that the command line doesn't have. */
const argumentsOf = (env: NodeJS.ProcessEnv, args: readonly string[]): string[] =>
  Object.entries(options).flatMap(([name, { type }]) => {
    const variable = `BATCH_EMULATOR_${name.toUpperCase().replace("-", "_")}`;
    const value = env[variable];
    if (value === undefined || value === "") return [];
    if (args.some((arg) => new RegExp(`^--(no-)?${name}(=|$)`).test(arg))) return [];
    if (type === "boolean") return [`--${isTrue(variable, value) ? "" : "no-"}${name}`];
    const values = repeatable.has(name) ? value.split(";").filter((each) => each !== "") : [value];
    return values.map((each) => `--${name}=${each}`);
  });

const repeatable = new Set(["account", "pool", "fault"]);

const isTrue = (variable: string, value: string): boolean => {
  if (/^(1|true)$/i.test(value)) return true;
  if (/^(0|false)$/i.test(value)) return false;
  throw invalid(`${variable}: expected true or false, got "${value}"`);
};

const wholeNumber = (name: string, text: string, max: number): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw invalid(`--${name}: expected a whole number from 0 to ${max}, got "${text}"`);
};

const readPace = (text: string): string => {
  try {
    parsePace(text);
  } catch (error) {
    throw invalid(`--${messageOf(error)}`);
  }
  return text;
};

const readUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw invalid(`--advertise: expected a URL such as http://batch:10010, without a path, got "${text}"`);
};

const readAccount = (text: string) => {
  const [name = "", key] = text.split(/:(.*)/s);
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftbatch
  if (!/^[a-z0-9]{3,24}$/.test(name))
    throw invalid(`--account: expected a name of 3 to 24 lower-case letters and digits, got "${name}"`);
  if (key !== undefined && (key === "" || Buffer.from(key, "base64").toString("base64") !== key))
    throw invalid(`--account ${name}: expected a key in base64 after the colon`);
  return { name, key };
};

const readPool = (source: string): DeclaredPool => {
  if (/[./]/.test(source)) return { source, body: readPoolFile(source) };
  const [, id, nodes = "1"] = /^([\w-]{1,64})(?::(\d{1,4}))?$/.exec(source) ?? [];
  if (id === undefined)
    throw invalid(
      `--pool: expected an id, an id with a number of nodes such as pool:2, or a file, got "${source}"`,
    );
  return { source, body: { ...linux, id, targetDedicatedNodes: Number(nodes) } };
};

const readPoolFile = (path: string): object => {
  try {
    const body: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof body === "object" && body !== null && "id" in body) return body;
  } catch (error) {
    throw invalid(`--pool ${path}: ${messageOf(error)}`);
  }
  throw invalid(`--pool ${path}: expected a JSON object with the id of the pool`);
};

/** A machine that Azure offers in 2026. */
const linux = {
  vmSize: "standard_d2s_v5",
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
};
