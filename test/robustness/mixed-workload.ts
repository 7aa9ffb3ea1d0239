import { defineWorkload, outputOf, type TaskPlan } from "../../task/workload.ts";
import { createSteps, type Step } from "./mixed-steps.ts";
import { createRandom } from "./random.ts";

/** A workload whose tasks a seed determines: `-- SEED flawless` or `-- SEED mixed`. */
export const mixed = defineWorkload({
  description: "tasks whose results are known",
  main: new URL("../fixtures/mixed/main.ts", import.meta.url),
  inputs: "in/*.txt",
  plan: ({ inputs, args: [seed, kind] }) => {
    const plans = new Map<Step, TaskPlan>();
    for (const step of stepsOf(Number(seed), kind === "flawless")) {
      const results = step.reads.flatMap((one) =>
        one.writes.map(({ path }) => outputOf(plans.get(one) ?? {}, path)),
      );
      plans.set(step, {
        name: step.name,
        inputs: [...inputs.filter(({ name }) => step.uploads.includes(name)), ...results],
        args: [
          step.ending,
          JSON.stringify([...step.uploads, ...results.map(({ name }) => name)]),
          JSON.stringify(step.writes),
        ],
        outputs: step.outputs,
        after: step.after.flatMap((one) => plans.get(one) ?? []),
        ifFails: step.ifFails,
        retries: step.ending.endsWith("time") ? { max: 1, on: [75] } : 0,
      });
    }
    return plans.values();
  },
});

export const stepsOf = (seed: number, isFlawless: boolean): Step[] =>
  createSteps(createRandom(seed, "steps"), isFlawless);
