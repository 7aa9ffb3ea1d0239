import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { blobUrl } from "../../../runner/azure/node-access.ts";
import { fetchInputs, type Reading } from "../../../runner/job/fetch-inputs.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

interface Asked {
  /** Decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Responds to a request and returns true, or returns false for the default: the blob's name. */
export type Answer = (asked: Asked, response: ServerResponse) => boolean;

/** Fetches files from a server that is storage and metadata service. Returns requests, pauses and results. */
export const fetchFrom = (
  answer: Answer,
  names: readonly string[],
  readingAt: (origin: string) => Reading = (origin) => ({ sas: { [`${origin}/input`]: "sig=secret&sp=r" } }),
) =>
  withTemporaryFolder(async (folder) => {
    const asked: Asked[] = [];
    const server = createServer(({ url = "", headers }, response) => {
      const { pathname, searchParams: query } = new URL(url, "http://here");
      const each = { path: decodeURIComponent(pathname), query, headers };
      asked.push(each);
      if (!answer(each, response)) response.end(each.path.replace("/input/", "content of "));
    }).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const files = names.map((name) => ({
      url: blobUrl(`${origin}/input`, name),
      path: join(folder, name),
      mode: "0750",
    }));
    const waited: number[] = [];
    const pause = async (ms: number): Promise<void> => void waited.push(ms);
    try {
      await mkdir(join(folder, "north"));
      await writeFile(join(folder, "north/a.txt"), "changed by an earlier start of the task", {
        mode: 0o400,
      });
      const failure = await fetchInputs(files, readingAt(origin), pause).then(
        () => undefined,
        (error: Error) => error.message,
      );
      const contents = await Promise.all(
        files.map(({ path }) => readFile(path, "utf8").catch(() => undefined)),
      );
      const { mode } = await stat(files[0]?.path ?? "").catch(() => ({ mode: 0 }));
      return { asked, waited, failure, contents, mode: mode & 0o777, origin, folder };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

export const refuse = (response: ServerResponse, status: number, code = "ServerBusy"): true => {
  response.writeHead(status, { "x-ms-error-code": code }).end("<Error>long</Error>");
  return true;
};

export const ending =
  (status: number, text: string): Answer =>
  (_, response) => {
    response.writeHead(status).end(text);
    return true;
  };

export const identity = "/subscriptions/s/userAssignedIdentities/the nodes";
export const withIdentity = (origin: string): Reading => ({ identity, metadataUrl: origin });

/** Gives this answer to the first requests of a kind. */
export const atFirst = (count: number, isMeant: (asked: Asked) => boolean, answer: Answer): Answer => {
  let left = count;
  return (asked, response) => left > 0 && isMeant(asked) && left-- > 0 && answer(asked, response);
};

export const isToken = ({ path }: Asked): boolean => path.startsWith("/metadata/");

/** The node's identity service, which returns another token each time. */
export const tokens = (): Answer => {
  let count = 0;
  return (asked, response) => {
    if (!isToken(asked)) return false;
    count += 1;
    response.end(JSON.stringify({ access_token: `token ${count}`, expires_on: "1" }));
    return true;
  };
};
