import type { PackableReport } from "../../browser/contract/pack-report.ts";
import type { TaskName } from "../../browser/contract/packed-names.ts";
import type { ReportData } from "../../browser/contract/report-data.ts";

/** Returns a report in the form that `packReport` takes. */
export const packable = ({ tasks: { ids, labels, ...tasks }, ...report }: ReportData): PackableReport => ({
  ...report,
  tasks: { ...tasks, names: ids.map((id, i): TaskName => [id, labels[i] ?? id]) },
});
