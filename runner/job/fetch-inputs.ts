import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Nodes run this file's text, so it imports only Node's built-in modules.

/** A blob's URL without a signature, and the path of its file in the working directory. */
export interface InputFile {
  readonly url: string;
  readonly path: string;
  /** Octal number. */
  readonly mode: string;
}

/** Access to the blobs: a SAS by the URL of its container, which is a secret, or the id of the node's identity. */
export type Reading =
  | { readonly sas: Readonly<Record<string, string>> }
  | { readonly identity: string; readonly metadataUrl: string };

/** Number of blobs to fetch at a time. */
const atOnce = 16;

/** Milliseconds before each retry: together more than the 70 s for which a node's metadata service may be unavailable. */
const pauses = [1, 2, 4, 8, 16, 32, 32].map((seconds) => seconds * 1000);

/**
 * Fetches each blob to its file.
 *
 * @throws Error whose message starts with `InputError: ` and the path of a blob that can't be fetched. It contains no secret.
 */
export const fetchInputs = async (
  files: readonly InputFile[],
  reading: Reading,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<void> => {
  const ask = "sas" in reading ? withSas(reading.sas) : withToken(reading);
  const rest = files.values();
  const fetchRest = async (): Promise<void> => {
    for (const file of rest) await fetchOne(file, ask, pause);
  };
  await Promise.all(Array.from({ length: atOnce }, fetchRest));
};

type Ask = (url: string) => Promise<Response>;

const fetchOne = async (
  { url, path, mode }: InputFile,
  ask: Ask,
  pause: (ms: number) => Promise<unknown>,
): Promise<void> => {
  const bring = async (): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    // Before Batch restarted the task, the program may have replaced the file.
    await rm(path, { force: true });
    const { body } = await ask(url);
    await writeFile(path, body ?? "", { mode });
  };
  for (const ms of [...pauses, undefined])
    try {
      return await bring();
    } catch (error) {
      if (ms === undefined || !mayPass(error))
        throw new Error(`InputError: ${path} could not be fetched: ${reasonOf(error)}\n  from ${url}`);
      await pause(ms);
    }
};

/** Thrown for a response without the content that was requested. */
class Refusal extends Error {
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean) {
    super(message);
    this.mayPass = mayPass;
  }
}

/** Whether to retry. fetch throws a TypeError if there is no response or it breaks off. */
const mayPass = (error: unknown): boolean =>
  error instanceof Refusal ? error.mayPass : error instanceof TypeError;

/** Never returns a message of fetch, which may contain the URL and with it a SAS. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  if (error instanceof Refusal) return error.message;
  if ("code" in error) return String(error.code);
  return error.cause === undefined ? error.name : reasonOf(error.cause);
};

const askStorage: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.ok) return response;
  await response.body?.cancel();
  const { status, headers } = response;
  // 401 is the response to an expired token.
  const isPassing = [401, 408, 429].includes(status) || status >= 500;
  throw new Refusal(`${status} ${headers.get("x-ms-error-code") ?? ""}`.trim(), isPassing);
};

const withSas =
  (sas: Readonly<Record<string, string>>): Ask =>
  (url) => {
    const container = Object.keys(sas).find((each) => url.startsWith(`${each}/`)) ?? "";
    return askStorage(`${url}?${sas[container]}`);
  };

const withToken = (identity: Extract<Reading, { identity: string }>): Ask => {
  let token: Promise<string> | undefined;
  return async (url) => {
    token ??= fetchToken(identity);
    try {
      const headers = { Authorization: `Bearer ${await token}`, "x-ms-version": "2023-11-03" };
      return await askStorage(url, { headers });
    } catch (error) {
      token = undefined;
      throw error;
    }
  };
};

/** @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
const fetchToken = async ({
  identity,
  metadataUrl,
}: Extract<Reading, { identity: string }>): Promise<string> => {
  const query = new URLSearchParams({
    "api-version": "2018-02-01",
    resource: "https://storage.azure.com/",
    msi_res_id: identity,
  });
  const url = `${metadataUrl}/metadata/identity/oauth2/token?${query}`;
  const response = await fetch(url, { headers: { Metadata: "true" } });
  const { ok, status } = response;
  if (!ok)
    throw new Refusal(
      `${status} from the node's identity service`,
      [404, 410, 429].includes(status) || status >= 500,
    );
  const answer = await response.json();
  if (typeof answer === "object" && answer !== null && "access_token" in answer)
    return String(answer.access_token);
  throw new Refusal("no token from the node's identity service", true);
};

/** Entry point on a node, with the reading in its environment. */
export const runOnNode = async (files: readonly InputFile[]): Promise<void> => {
  try {
    await fetchInputs(files, JSON.parse(process.env.RUN_READ ?? ""));
  } catch (error) {
    console.error(error instanceof Error ? error.message : "unknown");
    process.exit(1);
  }
};
