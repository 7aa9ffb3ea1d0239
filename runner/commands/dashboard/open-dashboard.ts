import type { EnvironmentView } from "../../../browser/contract/dashboard.ts";
import type { CommandContext } from "../../command-context.ts";
import type { EnvironmentKind } from "../../environment/choose-environment.ts";
import { isOnThisMachine } from "../../environment/local-endpoints.ts";
import { isSystemError, RunnerError } from "../../errors.ts";
import { nodePriceOf } from "../../run/node-price.ts";
import type { Session } from "../../run/session.ts";
import { followUps } from "../../ui/follow-up.ts";
import { versions } from "../../version.ts";
import { redactor } from "../debug-dump/redact.ts";
import { knownSecrets } from "../debug-dump/secrets.ts";
import type { SharedFlags } from "../shared-options.ts";
import { withRecordCache } from "./record-cache.ts";
import { runActions } from "./run-actions.ts";
import { runReader } from "./run-reader.ts";
import { runReports } from "./run-report.ts";

/** An environment, as the event `environment` names it. */
export interface NamedEnvironment {
  readonly kind: EnvironmentKind;
  readonly name: string;
}

interface OpenRequest {
  readonly session: Session;
  readonly named: NamedEnvironment;
  readonly flags: SharedFlags;
  /** 0 for any free port. */
  readonly port: number;
  readonly context: CommandContext;
}

interface OpenDashboard {
  /** Address with the token. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Pages show a problem, and look again soon: they don't need eight attempts. */
const patience = { maxAttempts: 2, longestSilenceMs: 15_000 };

/** Longest time between two looks: the local cloud costs nothing, Azure limits requests. */
const longestPollMs = { local: 2000, azure: 10_000 };

/** Serves the dashboard of an environment. Loads the server, which other commands don't need. */
export const openDashboard = async ({
  session,
  named,
  flags,
  port,
  context,
}: OpenRequest): Promise<OpenDashboard> => {
  const { outputs } = session.environment;
  const { clock, random, signal, terminal, env } = context;
  const [{ serveDashboard }, { connectClients }, secrets] = await Promise.all([
    import("../../dashboard/server.ts"),
    import("../../azure/clients.ts"),
    knownSecrets({ context, file: flags.outputs, outputs, manifest: undefined }),
  ]);
  const connected = connectClients(outputs, { clock, random, signal, ...patience, onRetry: () => {} });
  const clients = withRecordCache(connected, clock);
  const onBug = (error: unknown): void => {
    if (!signal.aborted) terminal.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  };
  const view: EnvironmentView = {
    kind: named.kind === "file" ? "outputs" : named.kind,
    name: named.name,
    batchAccount: outputs.batchAccountName,
    location: outputs.location,
    poolId: outputs.poolId,
    vmSize: outputs.vmSize,
    version: versions.version,
    start: followUps(flags, env)("submit"),
  };
  const served = serveDashboard(
    {
      view,
      clients,
      clock,
      longestPollMs: isOnThisMachine(outputs) ? longestPollMs.local : longestPollMs.azure,
      // Without a price, pages show no cost.
      nodePrice: nodePriceOf(outputs, {}, context).catch(() => undefined),
      redact: redactor(secrets),
      runs: { ...runReader({ ...session, clients }, context), report: runReports(flags, context) },
      actions: runActions(flags, context),
      onBug,
    },
    port,
  );
  return served.catch((error: unknown) => Promise.reject(portError(error, port)));
};

const portError = (error: unknown, port: number): unknown => {
  if (!isSystemError(error) || (error.code !== "EADDRINUSE" && error.code !== "EACCES")) return error;
  return new RunnerError({
    kind: "usage",
    cause: error,
    message: `--port ${port}: expected a free port, got ${error.code === "EACCES" ? "one that needs root" : "one in use"}`,
    hint: "Choose another port, or omit --port to use any free one.",
  });
};
