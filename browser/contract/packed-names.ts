/** Id and label of a task. */
export type TaskName = readonly [id: string, label: string];

/** Packed names of a block of tasks. */
interface PackedNames {
  /** Label and packed id of each task, in turn. */
  readonly texts: readonly string[];
  /** 64 bits of each task, which don't compress: the hashes at the end of ids. 0 for an id without a hash. */
  readonly hashes: Uint8Array<ArrayBuffer>;
}

/** Marks an id that is stored as it is. */
const whole = "\0";

/** Digits of an id's hash. */
const hashDigits = 16;

export const packNames = (names: readonly TaskName[]): PackedNames => {
  const hashes = new Uint8Array((names.length * hashDigits) / 2);
  const view = new DataView(hashes.buffer);
  const texts = names.flatMap(([id, label], i) => {
    const hash = id.slice(-hashDigits);
    const name = id.slice(0, -hashDigits - 1);
    if (!/^[0-9a-f]{16}$/.test(hash) || `${name}-${hash}` !== id) return [label, whole + id];
    view.setBigUint64(8 * i, BigInt(`0x${hash}`));
    return [label, name === plain(label) ? "" : `-${name}`];
  });
  return { texts, hashes };
};

export const unpackNames = ({
  texts,
  hashes,
}: {
  readonly texts: readonly string[];
  readonly hashes: Uint8Array;
}): TaskName[] => {
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  return Array.from({ length: texts.length / 2 }, (_, i) => {
    const label = texts[2 * i] ?? "";
    const packed = texts[2 * i + 1] ?? "";
    if (packed.startsWith(whole)) return [packed.slice(whole.length), label];
    const name = packed === "" ? plain(label) : packed.slice(1);
    return [
      `${name}-${view
        .getBigUint64(8 * i)
        .toString(16)
        .padStart(hashDigits, "0")}`,
      label,
    ];
  });
};

/** The usual name in the id of a task with this label. */
const plain = (label: string): string => label.replace(/[^A-Za-z0-9_]+/g, "-").slice(0, 47);
