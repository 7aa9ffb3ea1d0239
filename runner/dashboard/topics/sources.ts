import type { DashboardEnvironment } from "../dashboard-environment.ts";
import type { Source } from "../topic.ts";
import { createPoolHistory, poolsSource } from "./pools.ts";
import { runsSource } from "./runs.ts";

/** Returns a function that creates the source of a topic; undefined if no topic has the name. */
export const topicSources = (
  environment: DashboardEnvironment,
): ((topic: string) => Source<unknown> | undefined) => {
  const { clients, clock, runs, view } = environment;
  const { batch } = clients;
  const history = createPoolHistory();
  const plain: Readonly<Record<string, () => Source<unknown>>> = {
    environment: () => ({ look: async () => view, isFinal: () => true }),
    runs: () => runsSource(runs),
    pools: () => poolsSource({ batch, clock, history }),
  };
  return (topic) => (Object.hasOwn(plain, topic) ? plain[topic]?.() : undefined);
};
