import { resolve } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, RunnerError } from "../../errors.ts";
import { isId, type Manifest } from "../../manifest/manifest.ts";
import { noRun, readManifest } from "../../results/run-record.ts";
import { findRun } from "../../run/find-run.ts";
import { runRecord, type Session } from "../../run/session.ts";
import { writeData } from "../../terminal.ts";
import { bytes } from "../../text/amounts.ts";
import { visible } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import { type Diagnosis, diagnose } from "../doctor/diagnose.ts";
import type { SharedFlags } from "../shared-options.ts";
import type { Section } from "./dump-file.ts";
import { hasAnswered, localSections } from "./local-sections.ts";
import { poolSections } from "./pool-sections.ts";
import { leftOut, readmeText, type WrittenSection } from "./readme-text.ts";
import { redactedJson, redactor } from "./redact.ts";
import { runSections } from "./run-sections.ts";
import { knownSecrets } from "./secrets.ts";
import { writeZip } from "./zip-file.ts";

interface DebugDumpOptions extends SharedFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  /** Folder with results of earlier commands. */
  readonly out?: string | undefined;
  /** Path of the zip; undefined for the default in the working directory. */
  readonly file: string | undefined;
}

/** Most bytes of all files together, before compression. */
const mostBytes = 24 * 1024 * 1024;

/** Writes a zip for a bug report, with everything about a run that this machine, Batch and storage have, but no secrets. */
export const debugDump = async (options: DebugDumpOptions, context: CommandContext): Promise<ExitCode> => {
  const { job, file } = options;
  const diagnosis = await diagnose(options, context);
  try {
    const { session } = diagnosis;
    const reached = hasAnswered(diagnosis) ? session : undefined;
    const jobId = reached === undefined ? idOf(job) : await findJob(job, reached);
    const manifest = reached && jobId !== undefined ? await manifestOf(reached, jobId) : undefined;
    const path = resolve(context.cwd, file ?? `azbatch-debug${jobId === undefined ? "" : `-${jobId}`}.zip`);
    const dump = { options, context, diagnosis, jobId, manifest };
    const written = await write(path, dump);
    await show({ path, ...written }, dump);
    return exitCodes.ok;
  } finally {
    diagnosis.release();
  }
};

interface Dump {
  readonly options: DebugDumpOptions;
  readonly context: CommandContext;
  readonly diagnosis: Diagnosis;
  readonly jobId: string | undefined;
  readonly manifest: Manifest | undefined;
}

/** Returns a word that may be the id of a run whose environment can't be reached. */
const idOf = (job: string | undefined): string | undefined =>
  job !== undefined && isId(job) ? job : undefined;

/**
 * Returns undefined without a run, or if storage can't be read and the word is no id.
 *
 * @throws RunnerError of `findRun` for a wrong word.
 */
const findJob = async (job: string | undefined, session: Session): Promise<string | undefined> => {
  try {
    return (await findRun(job, session)).jobId;
  } catch (error) {
    if (job !== undefined && error instanceof RunnerError && error.kind === "usage") throw error;
    return idOf(job);
  }
};

/**
 * Returns the plan of a run; undefined if it can't be read.
 *
 * @throws RunnerError `RunNotFound` if neither storage nor Batch has the run.
 */
const manifestOf = async (session: Session, jobId: string): Promise<Manifest | undefined> => {
  const run = runRecord(session, jobId);
  try {
    return await readManifest(run);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "RunNotFound";
    if (!isMissing) return undefined;
  }
  const job = await session.clients.batch.getJob(jobId).catch(() => "unknown");
  if (job === undefined) throw noRun(run);
  return undefined;
};

const sectionsOf = ({ options, context, diagnosis, jobId, manifest }: Dump): Section[] => {
  const { session } = diagnosis;
  const local = localSections({ flags: options, context, diagnosis, jobId, out: options.out });
  if (session === undefined || !hasAnswered(diagnosis)) return [...local, unreached];
  const { clients, environment } = session;
  const pool = poolSections({ clients, outputs: environment.outputs });
  const { clock } = context;
  return jobId === undefined
    ? [...local, ...pool]
    : [...local, ...runSections({ jobId, session, clock, manifest }), ...pool];
};

/** Stands for the sections from Batch and storage. */
const unreached: Section = {
  about: "the run, the pool and its nodes",
  files: () => {
    throw new Error("the environment can't be reached; doctor.json has the reason");
  },
};

interface Written {
  readonly sections: readonly WrittenSection[];
  /** Size of the files before compression. */
  readonly size: number;
}

const write = async (path: string, dump: Dump): Promise<Written> => {
  const { options, context, diagnosis, manifest, jobId } = dump;
  const outputs = diagnosis.session?.environment.outputs;
  const redact = redactor(await knownSecrets({ context, file: options.outputs, outputs, manifest }));
  const sections: WrittenSection[] = [];
  let size = 0;
  const entries = async function* (): AsyncGenerator<{ path: string; text: string }> {
    for (const { about, files } of sectionsOf(dump)) {
      const paths: string[] = [];
      let problem: string | undefined;
      try {
        for await (const { path, text, json } of files()) {
          if (text === "") continue;
          const clean = text === undefined ? redactedJson(json, redact) : redact(text);
          size += Buffer.byteLength(clean);
          if (size > mostBytes) throw new Error(`the dump has more than ${bytes(mostBytes)}`);
          paths.push(path);
          yield { path, text: clean };
        }
      } catch (error) {
        context.signal.throwIfAborted();
        problem = redact(error instanceof Error ? error.message : String(error));
      }
      sections.push({ about, files: paths, problem });
    }
    yield { path: "README.txt", text: readmeText(jobId ?? "an environment without runs", sections) };
  };
  await writeZip(path, entries());
  return { sections, size };
};

const show = async (
  { path, sections, size }: Written & { readonly path: string },
  { options, context }: Dump,
): Promise<void> => {
  const { stdout } = context.terminal;
  const files = sections.flatMap(({ files }) => files);
  const problems = sections.flatMap(({ about, problem }) =>
    problem === undefined ? [] : [`${about}: ${problem}`],
  );
  if (options.json) {
    const event = { event: "dumped", path, bytes: size, files: ["README.txt", ...files], problems } as const;
    await writeData(stdout, eventLine(event));
    return;
  }
  const present = sections.filter(({ files }) => files.length > 0);
  const lines = [
    `Wrote ${path} (${files.length + 1} files, ${bytes(size)} before compression)`,
    "",
    "It contains:",
    ...present.map(({ about, files }) => `  ${about}${files.length > 1 ? ` (${files.length} files)` : ""}`),
    ...(problems.length > 0 ? ["", "Not complete:", ...problems.map((problem) => `  ${problem}`)] : []),
    "",
    ...leftOut,
    "It has names of your files, task arguments, commands and logs: look through it",
    "before you send it. README.txt lists its files.",
  ];
  await writeData(stdout, `${visible(lines.join("\n"))}\n`);
};
