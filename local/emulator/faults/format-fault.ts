import type { FaultDeclaration } from "./fault-kinds.ts";

/** Formats a fault for the command line; the inverse of `parseFault`. */
export const formatFault = (declaration: FaultDeclaration): string => {
  const { fault, target } = declaration;
  const settings = settingsOf(declaration).join(",");
  return fault + (settings && `:${settings}`) + (target === undefined ? "" : `@${target}`);
};

const settingsOf = (declaration: FaultDeclaration): string[] => {
  const { chance, every, after, count } = declaration;
  return [
    chance === undefined ? "" : `${Number((chance * 100).toPrecision(12))}%`,
    "ms" in declaration ? time(declaration) : "",
    setting("every", every),
    setting("after", after),
    setting("count", count),
    "retryAfterSeconds" in declaration ? setting("retry-after", declaration.retryAfterSeconds, "s") : "",
    "backMs" in declaration ? setting("back", declaration.backMs, "ms") : "",
    "exitCode" in declaration ? setting("exit", declaration.exitCode) : "",
    "code" in declaration ? (declaration.code ?? "") : "",
  ].filter((text) => text !== "");
};

const time = ({ ms, jitterMs }: { ms?: number; jitterMs?: number }): string => {
  if (ms === undefined) return "";
  return jitterMs === undefined ? `${ms}ms` : `${ms}ms±${jitterMs}ms`;
};

const setting = (name: string, value: number | undefined, unit = ""): string =>
  value === undefined ? "" : `${name}=${value}${unit}`;
