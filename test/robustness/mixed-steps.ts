import { contentOf, type WrittenFile } from "../fixtures/mixed/content.ts";
import type { Ending } from "../fixtures/mixed/main.ts";
import type { Random } from "./random.ts";

/** A task of a run, with its expected result regardless of faults. */
export interface Step {
  readonly name: string;
  readonly ending: Ending;
  readonly ifFails: "stop" | "continue";
  readonly uploads: readonly string[];
  /** Earlier tasks whose files it reads. */
  readonly reads: readonly Step[];
  /** Earlier tasks that it depends on without reading their files. */
  readonly after: readonly Step[];
  readonly writes: readonly WrittenFile[];
  /** Declared outputs: the files, or their folder. */
  readonly outputs: readonly string[];
}

/** Expected end of a task: success, failure, or blocked by a failed task. */
type Truth = "succeeds" | "fails" | "never runs";

const tasks = 40;
const endings = {
  flawless: ["succeed", "succeed", "succeed", "succeed", "succeed the second time"],
  mixed: [
    ...Array<Ending>(7).fill("succeed"),
    "succeed the second time",
    "fail",
    "fail every time",
    "forget",
  ],
} as const satisfies Record<string, readonly Ending[]>;

/** Uploads by name: some come in blocks, some in one request. */
export const createUploads = (random: Random): Map<string, Buffer> =>
  new Map(
    Array.from({ length: 6 }, (_, i) => {
      const path = `${i}.txt`;
      const size = i % 3 === 0 ? 1_000_000 + random.below(1_000_000) : 1 + random.below(5000);
      return [path, contentOf({ path, size }, [Buffer.from(String(random.next()))])] as const;
    }),
  );

/** The tasks of a run: 40, some of which depend on earlier ones. In flawless runs all tasks succeed. */
export const createSteps = (random: Random, isFlawless: boolean): Step[] => {
  const steps: Step[] = [];
  for (let i = 0; i < tasks; i += 1) {
    const ending = random.pick<Ending>(isFlawless ? endings.flawless : endings.mixed);
    const before = i > 12 && random.chance(0.4) ? pickSome(steps, random) : [];
    const writes = createFiles(random, ending);
    steps.push({
      name: `t${String(i).padStart(2, "0")}`,
      ending,
      ifFails: random.chance(0.5) ? "continue" : "stop",
      uploads: random.chance(0.6) ? [`${random.below(6)}.txt`] : [],
      reads: before.filter(isReadable),
      after: before.filter((step) => !isReadable(step)),
      writes,
      outputs: writes.some(isInFolder) ? ["files/"] : writes.map(({ path }) => path),
    });
  }
  return steps;
};

const isInFolder = ({ path }: WrittenFile): boolean => path.includes("/");

/** Returns files that later tasks can read: declared by name and always written. */
const isReadable = ({ ending, writes }: Step): boolean => ending !== "forget" && !writes.some(isInFolder);

const pickSome = (steps: readonly Step[], random: Random): Step[] => {
  const count = random.chance(0.6) ? 1 : 2 + random.below(5);
  return [...new Set(Array.from({ length: count }, () => random.pick(steps)))];
};

/** Never a folder if the task forgets a file, because a missing file in a folder is no failure. */
const createFiles = (random: Random, ending: Ending): WrittenFile[] => {
  if (ending !== "forget" && random.chance(0.2))
    return Array.from({ length: 1 + random.below(4) }, (_, i) => ({
      path: `files/${i}.txt`,
      size: 2 + random.below(3000),
    }));
  // Over 1 MiB, the runner compares with the hash computed on the node.
  const size = random.chance(0.2) ? 1_100_000 + random.below(2_000_000) : 2 + random.below(5000);
  return [{ path: "a.txt", size }, ...(random.chance(0.2) ? [{ path: "b.txt", size: 100 }] : [])];
};

export const truthOf = (step: Step): Truth => {
  const before = [...step.reads, ...step.after];
  if (before.some((one) => truthOf(one) === "never runs")) return "never runs";
  if (before.some((one) => truthOf(one) === "fails" && one.ifFails === "stop")) return "never runs";
  return step.ending.startsWith("succeed") ? "succeeds" : "fails";
};

/** Returns the files that a task writes, by their paths in the run's folder. */
export const filesOf = (
  step: Step,
  uploads: ReadonlyMap<string, Buffer>,
  known = new Map<Step, Map<string, Buffer>>(),
): Map<string, Buffer> => {
  const found = known.get(step);
  if (found) return found;
  const read = [
    ...step.uploads.map((name) => uploads.get(name) ?? Buffer.alloc(0)),
    ...step.reads.flatMap((one) => [...filesOf(one, uploads, known).values()]),
  ];
  const isHalf = step.ending.startsWith("fail");
  const written = step.ending === "forget" ? step.writes.slice(1) : step.writes;
  const files = new Map(
    written.map((file) => {
      const content = contentOf(file, read);
      return [`${step.name}/${file.path}`, isHalf ? content.subarray(0, content.length / 2) : content];
    }),
  );
  known.set(step, files);
  return files;
};
