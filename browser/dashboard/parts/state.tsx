import { StateBadge } from "../../ui/state-badge.tsx";
import { kindOf } from "./state-kinds.ts";

/** A state of a run, job or task as Batch or `npx azbatch ls` names it. */
export const State = ({ state }: { readonly state: string }) => (
  <StateBadge kind={kindOf(state)} text={state} />
);
