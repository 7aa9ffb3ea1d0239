import { formatElapsed } from "../../../text/duration.ts";
import type { Check, Finding } from "../finding.ts";
import { mendStack } from "../fix.ts";
import type { View } from "../view.ts";

/** Azure refuses a signature or a token that is 15 minutes off [D: authenticate-requests]; be told before. */
const worryingMs = 5 * 60_000;
const refusedMs = 15 * 60_000;

export const environmentCheck: Check<View> = ({ kind, name, outputs }) => {
  const where = kind === "local cloud" ? "the local cloud" : kind === "stack" ? `stack ${name}` : name;
  const auth = outputs.auth === "keys" ? "account keys" : "Entra ID";
  return [
    { check: "environment", level: "ok", text: `${where}: outputs are complete; sign-in with ${auth}` },
  ];
};

/** Our own question knows no proxy, the SDKs do: who answers them is there. */
const unreached = ({ reach, pool, containers }: View, service: "Batch" | "Storage"): string | undefined => {
  const hasAnswered =
    service === "Batch"
      ? pool.error === undefined
      : containers.some(({ answer }) => answer.error === undefined);
  return hasAnswered ? undefined : reach[service].error?.message;
};

export const reachCheck: Check<View> = (view) =>
  (["Batch", "Storage"] as const).map((service): Finding => {
    const { batchAccountEndpoint, inputContainerUrl } = view.outputs;
    const url = service === "Batch" ? batchAccountEndpoint : inputContainerUrl;
    const { origin } = new URL(url);
    const check = `${service} endpoint`;
    const reason = unreached(view, service);
    if (reason === undefined) return { check, level: "ok", text: `${origin} answers` };
    const fix = "Is this machine online, and does the stack still exist? npx pulumi preview --refresh";
    return { check, level: "problem", text: `${origin} does not answer: ${reason}`, fix };
  });

export const clockCheck: Check<View> = ({ reach }) => {
  const ahead = [reach.Batch, reach.Storage]
    .map(({ value }) => value?.aheadMs)
    .find((ms) => ms !== undefined);
  if (ahead === undefined) return [];
  const off = Math.abs(ahead);
  if (off < worryingMs)
    return [{ check: "clock", level: "ok", text: "this machine's clock agrees with the service's" }];
  const direction = ahead > 0 ? "ahead of" : "behind";
  const text = `this machine's clock is ${formatElapsed(off)} ${direction} the service's, which refuses requests from 15m on`;
  const fix = "sudo timedatectl set-ntp true";
  return [{ check: "clock", level: off < refusedMs ? "warning" : "problem", text, fix }];
};

const tryLater = ({ outputs }: View): string =>
  new URL(outputs.batchAccountEndpoint).hostname === "127.0.0.1"
    ? "Try again in a while; the local cloud's log is local-cloud.log in its folder, .local"
    : "Try again in a while; if that lasts: https://azure.status.microsoft";

export const signInCheck: Check<View> = (view) => {
  const { error } = view.pool;
  if (error?.isTransient && unreached(view, "Batch") !== undefined) return [];
  if (error === undefined) return [{ check: "Batch sign-in", level: "ok", text: "accepted" }];
  if (error.isTransient)
    return [
      { check: "Batch", level: "problem", text: `fails just now: ${error.message}`, fix: tryLater(view) },
    ];
  return [{ check: "Batch sign-in", level: "problem", text: error.message, fix: error.hint }];
};

export const containersCheck: Check<View> = (view) => {
  if (unreached(view, "Storage") !== undefined) return [];
  const { containers } = view;
  const { storageAccountName } = view.outputs;
  const problems = containers.flatMap(({ name, answer: { error } }): Finding[] => {
    // Where nobody is signed in, Batch has said so already.
    if (error === undefined || error.message === view.pool.error?.message) return [];
    const isMissing = error.code === "ContainerNotFound";
    const text = isMissing ? `container ${name} does not exist` : `container ${name}: ${error.message}`;
    const fix = isMissing
      ? mendStack(view)
      : (error.hint ?? (error.isTransient ? tryLater(view) : undefined));
    return [{ check: "storage", level: "problem", text, fix }];
  });
  // One refusal is often that of all.
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
      text: `account ${storageAccountName}: ${names} can be written and read`,
    },
  ];
};

const isSame = (problems: readonly Finding[]): boolean =>
  problems.every(({ text }) => text.endsWith("does not exist"));
