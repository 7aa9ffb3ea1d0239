import { hash } from "node:crypto";

/** Returns number `draw` of a random sequence, from 0 to below 1. Equal arguments give equal numbers on any machine. */
export const randomAt = ({ seed, name, draw }: { seed: number; name: string; draw: number }): number =>
  hash("sha256", `${seed} ${name} ${draw}`, "buffer").readUInt32BE() / 2 ** 32;
