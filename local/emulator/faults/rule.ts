import { hash } from "node:crypto";
import { type EventName, eventOf, type FaultDeclaration } from "./fault-kinds.ts";
import { formatFault } from "./format-fault.ts";
import { type Aim, fitsTarget } from "./target.ts";

/** Counts the events of a declared fault and decides which are hit. */
export interface Rule {
  readonly declaration: FaultDeclaration;
  /** The fault as on the command line. */
  readonly name: string;
  readonly event: EventName;
  /** Whether another fault can hit the same event. */
  readonly stacks: boolean;
  /** Counts an event. Returns the delay if the fault hits it, otherwise undefined. */
  next(aim: RuleAim): { readonly delayMs: number } | undefined;
  events(): number;
  hits(): number;
}

export interface RuleAim extends Aim {
  readonly isDedicated?: boolean;
}

export const createRule = (declaration: FaultDeclaration, seed: number): Rule => {
  const { fault, target, chance = 1, every = 1, after = 0, count = Number.POSITIVE_INFINITY } = declaration;
  const name = formatFault(declaration);
  let events = 0;
  let hits = 0;
  let draws = 0;
  const random = (): number => randomAt({ seed, name, draw: draws++ });
  const isHit = (): boolean => {
    if (events <= after || (events - after) % every !== 0 || hits >= count) return false;
    return chance === 1 || random() < chance;
  };

  return {
    declaration,
    name,
    event: eventOf(fault),
    stacks: fault === "latency" || fault === "blob-latency",
    next: (aim) => {
      if (target !== undefined && !fitsTarget(target, aim)) return undefined;
      // Azure preempts only spot nodes.
      if (fault === "preempt" && aim.isDedicated) return undefined;
      events += 1;
      if (!isHit()) return undefined;
      hits += 1;
      return { delayMs: delayOf(declaration, random) };
    },
    events: () => events,
    hits: () => hits,
  };
};

const delayOf = (declaration: FaultDeclaration, random: () => number): number => {
  if (!("ms" in declaration)) return 0;
  const { ms = 0, jitterMs = 0 } = declaration;
  return jitterMs === 0 ? ms : Math.round(Math.max(0, ms + (2 * random() - 1) * jitterMs));
};

/** Returns number `draw` of a random sequence, from 0 to below 1. Equal arguments give equal numbers on any machine. */
export const randomAt = ({ seed, name, draw }: { seed: number; name: string; draw: number }): number =>
  hash("sha256", `${seed} ${name} ${draw}`, "buffer").readUInt32BE() / 2 ** 32;
