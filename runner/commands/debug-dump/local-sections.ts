import { glob, open, readFile } from "node:fs/promises";
import { arch, platform, release } from "node:os";
import { dirname, join } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { chooseEnvironment, type EnvironmentFlags } from "../../environment/choose-environment.ts";
import { localCloudLocation } from "../../environment/local-cloud.ts";
import { runFolder } from "../../results/run-folder.ts";
import type { Diagnosis } from "../doctor/diagnose.ts";
import { type DumpFile, pathPart, type Section } from "./dump-file.ts";
import { excerpt } from "./excerpt.ts";

/** Most logs of a run's folder. */
const mostLogs = 40;

/** Variables that change what the runner does. */
const usedVariables =
  /^(AZBATCH|AZURE|AZ_|BATCH|PULUMI|NODE|npm_config|CI$|GITHUB_ACTIONS|HTTPS?_PROXY|NO_PROXY|NO_COLOR|TERM$)/i;

interface LocalRequest {
  readonly flags: EnvironmentFlags;
  readonly context: CommandContext;
  readonly diagnosis: Diagnosis;
  /** Undefined without a run. */
  readonly jobId: string | undefined;
  readonly out?: string | undefined;
}

/** Returns what this machine knows, whether or not the environment can be reached. */
export const localSections = (request: LocalRequest): Section[] => [
  { about: "versions of azbatch, Node and the operating system", files: () => versions(request) },
  { about: "the environment without its keys, and the findings of doctor", files: () => findings(request) },
  { about: "the end of the local cloud's log", files: () => localCloudLog(request) },
  ...(hasAnswered(request.diagnosis)
    ? []
    : [{ about: "the report and logs in the run's folder", files: () => downloaded(request) }]),
];

/** Whether stack outputs could be read, and Batch and storage answer. */
export const hasAnswered = ({ session, findings }: Diagnosis): boolean =>
  session !== undefined &&
  !findings.some(({ check, level }) => level === "problem" && check.endsWith(" endpoint"));

const versions = async function* ({ context: { env, clock } }: LocalRequest): AsyncGenerator<DumpFile> {
  const variables = Object.keys(env).filter((name) => usedVariables.test(name));
  const facts = {
    createdAt: clock.now().toISOString(),
    azbatch: await ownVersion(),
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    variables: variables.sort(),
  };
  yield { path: "versions.json", json: facts };
};

/** Reads the nearest package.json with this name: that of the clone, or that of the package. */
const ownVersion = async (): Promise<string> => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(text);
    if (name === "azbatch") return String(version);
  }
  return "unknown";
};

const findings = function* ({ diagnosis }: LocalRequest): Generator<DumpFile> {
  const { kind, name, session, findings } = diagnosis;
  const outputs = session?.environment.outputs;
  yield { path: "environment.json", json: { kind, name, outputs } };
  yield { path: "doctor.json", json: findings };
};

const localCloudLog = async function* ({ flags, context }: LocalRequest): AsyncGenerator<DumpFile> {
  const { projectDir, env } = context;
  const { stack, outputs, local } = flags;
  const chosen = await chooseEnvironment({ stack, outputs, local, projectDir, env });
  if (chosen.kind !== "local cloud") return;
  yield* fileExcerpt(
    join(localCloudLocation({ projectDir, env }).folder, "local-cloud.log"),
    "local-cloud.log",
  );
};

/** Yields files that an earlier `submit` or `download` has put into the run's folder. */
const downloaded = async function* ({ context, jobId, out }: LocalRequest): AsyncGenerator<DumpFile> {
  if (jobId === undefined) return;
  const { path: folder } = runFolder({ ...context, out, jobId });
  yield* fileExcerpt(join(folder, "report.json"), "downloaded/report.json");
  let count = 0;
  for await (const log of glob("logs/*/std{err,out}.txt", { cwd: folder })) {
    if (count++ === mostLogs) break;
    yield* fileExcerpt(join(folder, log), `downloaded/${log.split("/").map(pathPart).join("/")}`);
  }
};

/** Yields nothing if the file doesn't exist. */
const fileExcerpt = async function* (source: string, path: string): AsyncGenerator<DumpFile> {
  const file = await open(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    };
    yield { path, text: (await excerpt({ size, read })) ?? "" };
  } finally {
    await file.close();
  }
};
