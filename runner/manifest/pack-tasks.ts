import type { ManifestTask, TaskList } from "./manifest.ts";

/** Takes tasks one after another. */
interface TaskPacker {
  readonly add: (task: ManifestTask) => void;
  /** The tasks so far. Nothing is added after it. */
  readonly packed: () => TaskList;
}

/** To read one task all of its block are split, and to read them in turn it is kept. */
const perBlock = 64;

/** Keeps tasks as bytes of JSON: half of what they take as objects, and garbage collection does not look at them. */
export const taskPacker = (): TaskPacker => {
  const blocks: Buffer[] = [];
  let open: string[] = [];
  let length = 0;
  const close = (): void => {
    blocks.push(Buffer.from(open.join("\n")));
    open = [];
  };
  return {
    add: (task) => {
      length += 1;
      if (open.push(JSON.stringify(task)) === perBlock) close();
    },
    packed: () => {
      if (open.length > 0) close();
      return taskList(blocks, length);
    },
  };
};

export const packTasks = (tasks: Iterable<ManifestTask>): TaskList => {
  const packer = taskPacker();
  for (const task of tasks) packer.add(task);
  return packer.packed();
};

const taskList = (blocks: readonly Buffer[], length: number): TaskList => {
  const linesOf = (block: Buffer): string[] => block.toString().split("\n");
  const read = (line: string): ManifestTask => JSON.parse(line);
  return {
    length,
    at: (index) => {
      const block = blocks[Math.floor(index / perBlock)];
      const line = block && linesOf(block)[index % perBlock];
      return line === undefined ? undefined : read(line);
    },
    [Symbol.iterator]: function* () {
      for (const block of blocks) for (const line of linesOf(block)) yield read(line);
    },
  };
};
