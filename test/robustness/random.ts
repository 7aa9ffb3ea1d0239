import { randomAt } from "../../local/emulator/faults/rule.ts";

/** A random sequence that the seed and name determine. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** True with this probability. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export const createRandom = (seed: number, name: string): Random => {
  let draw = 0;
  const next = () => randomAt({ seed, name, draw: draw++ });
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined && from.length === 0) throw new Error("nothing to pick from");
      return picked as (typeof from)[number];
    },
  };
};
