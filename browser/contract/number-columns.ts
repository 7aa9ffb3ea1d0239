import type { TaskColumns } from "./report-data.ts";

type NumberName = Exclude<keyof TaskColumns, "count" | "ids" | "labels" | "attempts">;

/** The numeric columns of tasks. */
type NumberColumns = Pick<TaskColumns, "count" | NumberName>;

/**
 * The numeric columns in packed order, and the value that each is close to: that of a preceding column, or the end of the task before on
 * the same lane. Default: the column's own value before.
 */
const columns: readonly (readonly [name: NumberName, near?: NumberName | "lane"])[] = [
  ["state"],
  ["node"],
  ["slot"],
  ["queued"],
  ["started", "lane"],
  ["programStarted", "started"],
  ["ended", "programStarted"],
  ["uploaded", "ended"],
  ["retries"],
  ["requeues"],
  ["peakMiB"],
  ["cpuMs"],
  ["failure"],
];

/** Packs each numeric column. */
export const packNumbers = (tasks: NumberColumns): Uint8Array<ArrayBuffer>[] => {
  const values = columns.map(([name]) => tasks[name]);
  const writers = columns.map(() => numberWriter(tasks.count));
  eachNumber(tasks, (column, task, expected) => {
    const value = values[column]?.[task] ?? -1;
    writers[column]?.write(value, expected);
    return value;
  });
  return writers.map(({ bytes }) => bytes());
};

/** Fills the numeric columns with packed ones. `next` returns the bytes of each. */
export const unpackNumbers = (next: () => Uint8Array, tasks: NumberColumns): void => {
  const values = columns.map(([name]) => tasks[name]);
  const readers = columns.map(() => numberReader(next()));
  eachNumber(tasks, (column, task, expected) => {
    const value = readers[column]?.(expected) ?? -1;
    const target = values[column];
    if (target !== undefined) target[task] = value;
    return value;
  });
};

/** Calls `visit` with the expected value of each column of each task. It returns the value. */
const eachNumber = (
  tasks: NumberColumns,
  visit: (column: number, task: number, expected: number) => number,
): void => {
  const near = columns.map(([, name]) => (name === undefined || name === "lane" ? undefined : tasks[name]));
  const isOnLane = columns.map(([, name]) => name === "lane");
  const before = columns.map(() => 0);
  const laneEnds = new Map<number, number>();
  const laneOf = (task: number): number => (tasks.node[task] ?? -1) * 65_536 + (tasks.slot[task] ?? 0);
  for (let task = 0; task < tasks.count; task++) {
    for (let column = 0; column < columns.length; column++) {
      const known = isOnLane[column] ? laneEnds.get(laneOf(task)) : near[column]?.[task];
      const expected = known === undefined || known === -1 ? (before[column] ?? 0) : known;
      const value = visit(column, task, expected);
      if (value !== -1) before[column] = value;
    }
    laneEnds.set(laneOf(task), Math.max(tasks.ended[task] ?? -1, tasks.uploaded[task] ?? -1));
  }
};

/** Packs ascending whole numbers. */
export const packAscending = (numbers: readonly number[]): Uint8Array<ArrayBuffer> => {
  const { write, bytes } = numberWriter(numbers.length);
  numbers.forEach((value, i) => {
    write(value, numbers[i - 1] ?? 0);
  });
  return bytes();
};

export const unpackAscending = (packed: Uint8Array): number[] => {
  const read = numberReader(packed);
  let before = 0;
  // The last byte of each number is below 128.
  return Array.from(
    packed.filter((byte) => byte < 128),
    () => (before = read(before)),
  );
};

/** Bytes of the longest number, for differences of up to 2^52. */
const longest = 8;

/**
 * Writes whole numbers as differences to the expected ones, in 7 bits per byte: small differences need one or two bytes. 0 stands for -1,
 * which means "unknown" and "none".
 */
const numberWriter = (count: number) => {
  const packed = new Uint8Array(count * longest);
  let end = 0;
  return {
    write: (value: number, expected: number): void => {
      let code = value === -1 ? 0 : 1 + zigzag(value - expected);
      while (code > 127) {
        packed[end++] = (code % 128) + 128;
        code = Math.floor(code / 128);
      }
      packed[end++] = code;
    },
    bytes: (): Uint8Array<ArrayBuffer> => packed.slice(0, end),
  };
};

const numberReader = (packed: Uint8Array) => {
  let position = 0;
  return (expected: number): number => {
    let code = 0;
    let unit = 1;
    let byte = packed[position++] ?? 0;
    for (; byte > 127; byte = packed[position++] ?? 0) {
      code += (byte - 128) * unit;
      unit *= 128;
    }
    code += byte * unit;
    return code === 0 ? -1 : unzigzag(code - 1) + expected;
  };
};

/** 0, -1, 1, -2, … become 0, 1, 2, 3, … */
const zigzag = (difference: number): number => (difference < 0 ? -2 * difference - 1 : 2 * difference);

const unzigzag = (code: number): number => (code % 2 === 0 ? code / 2 : -(code + 1) / 2);
