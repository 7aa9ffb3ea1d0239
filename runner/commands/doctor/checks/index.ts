import type { Check, Finding } from "../finding.ts";
import type { View } from "../view.ts";
import { clockCheck, containersCheck, environmentCheck, reachCheck, signInCheck } from "./connection.ts";
import { imageCheck } from "./image.ts";
import { jobsCheck } from "./jobs.ts";
import { nodesCheck } from "./nodes.ts";
import { allocationCheck, autoscaleCheck, identityCheck, poolCheck } from "./pool.ts";

/** In the order of a run: what comes first is needed by what follows. */
const checks: readonly Check<View>[] = [
  environmentCheck,
  reachCheck,
  clockCheck,
  signInCheck,
  containersCheck,
  poolCheck,
  identityCheck,
  imageCheck,
  allocationCheck,
  autoscaleCheck,
  nodesCheck,
  jobsCheck,
];

export const judge = (view: View): Finding[] => checks.flatMap((check) => check(view));
