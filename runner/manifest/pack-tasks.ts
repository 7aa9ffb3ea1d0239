import type { ManifestTask, TaskList } from "./manifest.ts";

/** Collects tasks. */
interface TaskPacker {
  readonly add: (task: ManifestTask) => void;
  /** Returns the collected tasks. The packer takes no further task. */
  readonly packed: () => TaskList;
}

/** Tasks per block. Reading one task parses only its line but splits its whole block. */
const perBlock = 64;

/** Keeps tasks as JSON in buffers: half the memory of objects, and garbage collection doesn't traverse them. */
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
