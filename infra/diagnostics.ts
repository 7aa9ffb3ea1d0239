import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import type * as pulumi from "@pulumi/pulumi";
import { formerly } from "./former-names.ts";

interface DiagnosticsArgs {
  /** Name of the environment. */
  readonly name: string;
  readonly batchAccountId: pulumi.Input<string>;
  /** Resource id of a Log Analytics workspace. */
  readonly workspaceId: pulumi.Input<string>;
}

/**
 * Sends the Batch account's metrics, its service log (pools, jobs, tasks) and its audit log to a Log Analytics workspace.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-batch-batchaccounts-logs
 */
export const declareDiagnostics = (
  { name, batchAccountId, workspaceId }: DiagnosticsArgs,
  opts: pulumi.CustomResourceOptions,
): void => {
  new DiagnosticSetting(
    `${name}-diagnostics`,
    {
      resourceUri: batchAccountId,
      workspaceId,
      logs: ["AuditLog", "ServiceLog"].map((category) => ({ category, enabled: true })),
      metrics: [{ category: "AllMetrics", enabled: true }],
    },
    { ...formerly(name, "azure-native:monitor:DiagnosticSetting", "diagnostics"), ...opts },
  );
};
