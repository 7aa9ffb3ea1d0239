import type { PhaseName } from "../contract/report-data.ts";

/** Texts of phases. */
export const phaseTexts: Record<PhaseName, string> = {
  nodes: "Waiting for nodes",
  boot: "Boot and start task",
  slot: "Waiting for a slot",
  staging: "Staging inputs",
  running: "Running",
  uploading: "Uploading",
};
