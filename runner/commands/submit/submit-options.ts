import { parseMaxCost } from "../../manifest/max-cost.ts";
import { parseMaxFails } from "../../manifest/max-fails.ts";
import type { PlanOptions } from "../../run/complete-plan.ts";
import { parseDuration } from "../../text/duration.ts";
import { type GivenPrice, parsePrice, type SharedFlags } from "../shared-options.ts";

/** Flags of the commands that start a run. */
export interface StartFlags extends SharedFlags, GivenPrice {
  readonly out: string;
  readonly timeout: string;
  readonly maxFails?: string;
  readonly maxCost?: string;
  readonly requirements?: string;
  readonly refreshRequirements?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
}

/** Parses the flags that don't depend on the workload. */
export const parseRunOptions = (flags: StartFlags): PlanOptions => {
  const { stack, outputs, local, json, out, yes = false, keepJob = false, force = false } = flags;
  const { timeout, maxFails, maxCost, requirements, refreshRequirements } = flags;
  return {
    ...{ stack, outputs, local, json, out, yes, keepJob, force },
    ...{ requirements, refreshRequirements },
    timeoutMs: parseDuration(timeout, "--timeout"),
    maxFails: maxFails === undefined ? undefined : parseMaxFails(maxFails, "--max-fails"),
    maxCost: maxCost === undefined ? undefined : parseMaxCost(maxCost),
    ...parsePrice(flags),
  };
};
