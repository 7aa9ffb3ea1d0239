import { formatElapsed } from "../../../text/elapsed.ts";
import type { Finding } from "../../../ui/command-events.ts";
import { restoreStack } from "../fix.ts";
import type { Check, View } from "../view.ts";

/** Azure refuses signatures and tokens that are 15 minutes off [D: authenticate-requests]; warn earlier. */
const warnMs = 5 * 60_000;
const refusedMs = 15 * 60_000;

export const environmentCheck: Check = ({ kind, name, outputs }) => {
  const where = kind === "local cloud" ? "the local cloud" : kind === "stack" ? `stack ${name}` : name;
  const auth = outputs.auth === "keys" ? "account keys" : "Entra ID";
  return [{ check: "environment", level: "ok", text: `${where}: outputs complete, sign-in with ${auth}` }];
};

/** Returns why a service can't be reached. The SDKs use a proxy and the probe doesn't, so an answer to an SDK counts. */
const unreached = ({ reach, pool, containers }: View, service: "Batch" | "Storage"): string | undefined => {
  const hasAnswered =
    service === "Batch"
      ? pool.error === undefined
      : containers.some(({ answer }) => answer.error === undefined);
  return hasAnswered ? undefined : reach[service].error?.message;
};

export const reachCheck: Check = (view) =>
  (["Batch", "Storage"] as const).map((service): Finding => {
    const { batchAccountEndpoint, inputContainerUrl } = view.outputs;
    const url = service === "Batch" ? batchAccountEndpoint : inputContainerUrl;
    const { origin } = new URL(url);
    const check = `${service} endpoint`;
    const reason = unreached(view, service);
    if (reason === undefined) return { check, level: "ok", text: `${origin} answers` };
    const fix = "Check that this machine is online and that the stack exists: npx pulumi preview --refresh";
    return { check, level: "problem", text: `${origin} does not answer: ${reason}`, fix };
  });

export const clockCheck: Check = ({ reach }) => {
  const ahead = [reach.Batch, reach.Storage]
    .map(({ value }) => value?.aheadMs)
    .find((ms) => ms !== undefined);
  if (ahead === undefined) return [];
  const off = Math.abs(ahead);
  if (off < warnMs)
    return [{ check: "clock", level: "ok", text: "this machine's clock agrees with the service's" }];
  const direction = ahead > 0 ? "ahead of" : "behind";
  const text = `this machine's clock is ${formatElapsed(off)} ${direction} the service's; requests are refused from 15m`;
  const fix = "sudo timedatectl set-ntp true";
  return [{ check: "clock", level: off < refusedMs ? "warning" : "problem", text, fix }];
};

const tryLater = ({ outputs }: View): string =>
  new URL(outputs.batchAccountEndpoint).hostname === "127.0.0.1"
    ? "Try again in a minute; the log is .local/local-cloud.log"
    : "Try again in a minute; if it still fails, see https://azure.status.microsoft";

export const signInCheck: Check = (view) => {
  const { error } = view.pool;
  if (error?.isTransient && unreached(view, "Batch") !== undefined) return [];
  if (error === undefined) return [{ check: "Batch sign-in", level: "ok", text: "accepted" }];
  if (error.isTransient)
    return [
      { check: "Batch", level: "problem", text: `temporary failure: ${error.message}`, fix: tryLater(view) },
    ];
  return [{ check: "Batch sign-in", level: "problem", text: error.message, fix: error.hint }];
};

export const containersCheck: Check = (view) => {
  if (unreached(view, "Storage") !== undefined) return [];
  const { containers } = view;
  const { storageAccountName } = view.outputs;
  const problems = containers.flatMap(({ name, answer: { error } }): Finding[] => {
    // A failed sign-in is already in the findings about Batch.
    if (error === undefined || error.message === view.pool.error?.message) return [];
    const isMissing = error.code === "ContainerNotFound";
    const text = isMissing ? `container ${name} does not exist` : `container ${name}: ${error.message}`;
    const fix = isMissing
      ? restoreStack(view)
      : (error.hint ?? (error.isTransient ? tryLater(view) : undefined));
    return [{ check: "storage", level: "problem", text, fix }];
  });
  // Show one container per fix: they usually share a cause.
  const different = problems.filter(
    ({ fix }, i) => fix === undefined || problems.findIndex((other) => other.fix === fix) === i,
  );
  if (different.length > 0) return isSame(problems) ? problems : different;
  if (containers.some(({ answer }) => answer.error !== undefined)) return [];
  const names = containers.map(({ name }) => name).join(", ");
  return [
    {
      check: "storage",
      level: "ok",
      text: `account ${storageAccountName}: ${names} are readable and writable`,
    },
  ];
};

const isSame = (problems: readonly Finding[]): boolean =>
  problems.every(({ text }) => text.endsWith("does not exist"));
