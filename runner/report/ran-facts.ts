import { quote } from "shlex";
import { formatElapsed } from "../text/elapsed.ts";
import type { ReportSource } from "./report-source.ts";

type Fact = readonly [label: string, value: string];

/** Packages and files named in a fact. */
const mostNamed = 100;

/** Returns the facts to repeat a run by. Facts that are unknown are left out. */
export const ranFacts = ({ manifest, report, again, unfinished }: ReportSource): Fact[] => {
  const { jobId, workload, workloadFile, line, args, codeSha256, retries, maxFails, packages } = manifest;
  const { environment } = report;
  const facts: (readonly [label: string, value: string | number | undefined])[] = [
    ["Run", jobId],
    ["Workload", workloadFile === undefined ? workload : `${workload} in ${workloadFile}`],
    ["Command", line],
    // With … for words that are too long, it is no command to copy.
    ["Submit again", again.includes("…") ? undefined : again],
    ["Task arguments", args.length > 0 ? args.map(quote).join(" ") : undefined],
    ["Code (SHA-256)", codeSha256],
    ["Shared files", listed((manifest.files ?? []).map(({ path }) => path))],
    ["Python", packages && `${packages.python} on ${packages.platform}`],
    ["Python packages", listed((packages?.wheels ?? []).map(({ name, version }) => `${name} ${version}`))],
    ["Container images", listed([...imagesOf(manifest.tasks)])],
    ["Retries", retries?.max],
    ["Allowed failures", maxFails],
    ["Planned", manifest.createdAt],
    ["Finished", unfinished === undefined ? report.finishedAt : undefined],
    ["Time limit of the job", formatElapsed(manifest.maxWallClockTimeMs)],
    ["Environment", environment && (environment.kind === "local" ? "local cloud" : "Azure")],
    ["Region", environment?.location],
    ["Pool", environment?.poolId],
    ["VM size", environment?.vmSize],
    ["Task slots per node", environment?.taskSlotsPerNode],
    ["VM image", environment?.image],
    ["azbatch", environment?.version],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, String(value)] as const]));
};

const imagesOf = (tasks: ReportSource["manifest"]["tasks"]): Set<string> => {
  const images = new Set<string>();
  for (const { image } of tasks) if (image !== undefined && images.size <= mostNamed) images.add(image);
  return images;
};

const listed = (names: readonly string[]): string | undefined => {
  if (names.length === 0) return undefined;
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(", ") + (more > 0 ? ` and ${more} more` : "");
};
