import type { Dirent, Stats } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { realInside } from "../../cluster/confine.ts";
import { removeDirectory } from "../../cluster/directories.ts";
import { type BatchRequest, type BatchResult, done, queryText } from "../../protocol/batch-request.ts";
import { BatchError, invalidQuery } from "../../protocol/errors.ts";
import { parseFilter } from "../../protocol/odata/filter.ts";
import { pageResult, pageSize, positionOf } from "../../protocol/odata/paging.ts";
import { formatHttpTime, formatTime } from "../../time/clock.ts";
import { checkPreconditions } from "../checks/check-preconditions.ts";

/** A directory that a file operation is confined to, and the URL of its files: `…/files`. */
export interface FileRoot {
  readonly dir: string;
  readonly url: string;
}

export const listFiles = async (request: BatchRequest, root: FileRoot): Promise<BatchResult> => {
  const size = pageSize(request);
  const prefix = prefixOf(queryText(request, "$filter"));
  const after = String(positionOf(request)?.name ?? "");
  const names = await namesBelow(root.dir, request.query.recursive === true);
  const wanted = names.filter(({ name }) => name > after && name.startsWith(prefix)).slice(0, size + 1);
  const items = await Promise.all(wanted.map((entry) => describe(entry, root)));
  return pageResult(request, {
    metadata: "files",
    items: items.filter((item) => item !== undefined),
    size,
    render: (item) => item,
    position: ({ name }) => ({ name }),
  });
};

/** Returns a file's content, or the part that `ocp-range` names. The status is 200 in both cases, because clients don't accept 206. */
export const readFile = async (request: BatchRequest, root: FileRoot): Promise<BatchResult> => {
  const { path, stats } = await find(request, root);
  if (stats.isDirectory()) throw new BatchError("FileNotFound");
  const range = rangeOf(request.headers["ocp-range"], stats.size);
  const length = range === undefined ? stats.size : range.end - range.start + 1;
  const headers = { ...headersOf(request, root, stats), "Content-Length": String(length) };
  // A log may grow while it is read, so the stream ends at the announced length.
  if (length === 0) return { status: 200, headers };
  const file = await open(path).catch(unlessGone);
  if (file === undefined) throw new BatchError("FileNotFound");
  return { status: 200, headers, body: file.createReadStream(range ?? { start: 0, end: stats.size - 1 }) };
};

export const fileProperties = async (request: BatchRequest, root: FileRoot): Promise<BatchResult> => {
  const { stats } = await find(request, root);
  return {
    status: 200,
    headers: {
      ...headersOf(request, root, stats),
      "Content-Length": String(stats.isDirectory() ? 0 : stats.size),
    },
  };
};

export const deleteFile = async (request: BatchRequest, root: FileRoot): Promise<BatchResult> => {
  const { path, stats } = await find(request, root);
  // `path` has no symbolic links, so compare it with the real root.
  if (path === (await realpath(root.dir))) throw new BatchError("IOError");
  const recursive = request.query.recursive === true;
  if (stats.isDirectory() && !recursive && (await readdir(path)).length > 0)
    throw new BatchError("OperationInvalidForCurrentState", { Reason: "The directory is not empty." });
  await removeDirectory(path);
  return done(200);
};

const find = async (request: BatchRequest, root: FileRoot): Promise<{ path: string; stats: Stats }> => {
  const name = request.params.filePath ?? "";
  const path = await realInside(root.dir, name.replace(/^\/+/, ""));
  if (path === undefined) throw new BatchError("FileNotFound");
  const stats = await stat(path).catch(unlessGone);
  if (stats === undefined) throw new BatchError("FileNotFound");
  checkPreconditions(
    request,
    { eTag: "", lastModified: formatTime(Math.floor(stats.mtimeMs) * 1000) },
    "read",
  );
  return { path, stats };
};

const headersOf = (request: BatchRequest, { url }: FileRoot, stats: Stats) => ({
  "Content-Type": contentType(request.params.filePath ?? "", stats),
  "Last-Modified": formatHttpTime(stats.mtime.toISOString()),
  "ocp-batch-file-isdirectory": stats.isDirectory() ? "True" : "False",
  "ocp-batch-file-url": encodeURIComponent(`${url}/${request.params.filePath}`),
  "ocp-batch-file-mode": fileMode(stats),
});

const contentType = (name: string, stats: Stats): string =>
  !stats.isDirectory() && /^\.(txt|log|csv|json|xml|html|sh|py|js|md)$/i.test(extname(name))
    ? "text/plain"
    : "application/octet-stream";

const fileMode = (stats: Stats): string => `0o${stats.mode.toString(8)}`;

const rangeOf = (header: unknown, size: number): { start: number; end: number } | undefined => {
  if (typeof header !== "string") return undefined;
  const match = /^bytes=(\d+)-(\d*)$/.exec(header.trim());
  const start = Number(match?.[1]);
  const end = match?.[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  if (match === null || start >= size || end < start) throw new BatchError("InvalidRange");
  return { start, end };
};

/** Returns the prefix in the only filter of files that Azure supports: `startswith(name, '…')`. */
const prefixOf = (filter: string | undefined): string => {
  const parsed = parseFilter(filter);
  if (parsed === undefined) return "";
  const { root: test, text } = parsed;
  if ("left" in test || test.op !== "startswith" || test.property !== "name")
    throw invalidQuery("$filter", text, "Expected startswith(name, '…').");
  return String(test.value.value);
};

interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

const namesBelow = async (dir: string, recursive: boolean): Promise<Entry[]> => {
  const entries = await entriesBelow(dir, recursive);
  return entries
    .map((entry) => ({
      name: join(entry.parentPath, entry.name).slice(dir.length + 1),
      isDirectory: entry.isDirectory(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Lists a directory. One that disappears meanwhile, or that its task made unreadable, counts as empty. */
const entriesBelow = async (dir: string, recursive: boolean): Promise<Dirent[]> => {
  const entries = (await readdir(dir, { withFileTypes: true }).catch(unlessHidden)) ?? [];
  if (!recursive) return entries;
  const directories = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(directories.map(({ name }) => entriesBelow(join(dir, name), true)));
  return [...entries, ...below.flat()];
};

const unlessGone = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== "ENOENT") throw error;
};

const unlessHidden = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== "EACCES") unlessGone(error);
};

const describe = async ({ name }: Entry, root: FileRoot) => {
  const path = await realInside(root.dir, name);
  // Leaves out files that disappeared since they were listed, and links that lead out of the directory.
  const stats = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const url = `${root.url}/${name.split("/").map(encodeURIComponent).join("/")}`;
  if (stats.isDirectory()) return { name, url, isDirectory: true };
  return {
    name,
    url,
    isDirectory: false,
    properties: {
      lastModified: formatTime(Math.floor(stats.mtimeMs * 1000)),
      // A string, as the real service writes an Int64.
      contentLength: String(stats.size),
      contentType: contentType(name, stats),
      fileMode: fileMode(stats),
    },
  };
};
