import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import type { Lab } from "./with-batch-service.ts";

export const addPool = ({ client }: Lab, targetDedicatedNodes: number) =>
  client.pool.add({ id: "pool", ...linux, targetDedicatedNodes });

export const statesOf = async ({ client }: Lab): Promise<string> =>
  (await client.computeNode.list("pool")).map(({ state }) => state).join(" ");

export const nodesIn = (lab: Lab, states: string) =>
  until(async () => (await statesOf(lab)) === states, { what: `nodes in ${states}` });

export const allocationIn = (lab: Lab, state: string) =>
  until(async () => (await lab.client.pool.get("pool")).allocationState === state, { what: state });
