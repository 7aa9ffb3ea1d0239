import { hash } from "node:crypto";

/** Number `draw` of a sequence, evenly spread from 0 to below 1: the same for the same seed, name and number on any machine. */
export const randomAt = ({ seed, name, draw }: { seed: number; name: string; draw: number }): number =>
  hash("sha256", `${seed} ${name} ${draw}`, "buffer").readUInt32BE() / 2 ** 32;
