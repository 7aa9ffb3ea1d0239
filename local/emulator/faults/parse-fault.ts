import type { FaultDeclaration } from "./fault-kinds.ts";
import { FaultError, readFault } from "./read-fault.ts";

/**
 * Parses a fault of the command line: `name[:setting,…][@target]`. A setting is a chance `5%`, a time `200ms` or `200ms±50ms`
 * (or `+-`), `every=50`, `after=100`, `count=3` or just `3`, `retry-after=5s`, `back=30s`, `exit=2`, or a resize error's code.
 * Examples: `throttle:5%`, `busy:after=100,count=3`, `latency:200ms±50ms@Task_Get`,
 * `node-loss:every=50,2s`, `start-task-failure:2`, `resize-error:AllocationFailed@pool-1`.
 *
 * @throws FaultError
 */
export const parseFault = (text: string): FaultDeclaration => {
  const [declared, target] = cut(text, "@");
  const [fault, settings] = cut(declared, ":");
  const read = settings?.split(",").flatMap((setting) => Object.entries(readSetting(text, setting.trim())));
  const entries = read ?? [];
  const twice = entries.find(([name], at) => entries.findIndex(([other]) => other === name) !== at);
  if (twice !== undefined)
    throw new FaultError(text, {
      code: "RepeatedFaultSetting",
      setting: twice[0],
      expected: `expected ${twice[0]} once; got it twice`,
    });
  return readFault(
    { fault, ...Object.fromEntries(entries), ...(target === undefined ? {} : { target }) },
    text,
  );
};

const cut = (text: string, mark: string): [string, string | undefined] => {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

type Settings = Readonly<Record<string, string | number>>;

const readSetting = (text: string, setting: string): Settings => {
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(setting);
    if (match !== null) return read(match.groups ?? {});
  }
  throw new FaultError(text, {
    code: "UnknownFaultSetting",
    setting,
    expected:
      "expected 5%, 200ms, 200ms±50ms, every=N, after=N, count=N, N, retry-after=5s, back=5s, exit=N or a resize error's code; " +
      `got "${setting}"`,
  });
};

const patterns: readonly [RegExp, (found: Readonly<Record<string, string>>) => Settings][] = [
  [/^(?<percent>\d+(\.\d+)?)%$/, ({ percent }) => ({ chance: rounded(Number(percent) / 100) })],
  [
    /^(?<time>\d+(\.\d+)?)(?<unit>ms|s|m)((±|\+-)(?<spread>\d+(\.\d+)?)(?<spreadUnit>ms|s|m))?$/,
    ({ time, unit, spread, spreadUnit }) => ({
      ms: milliseconds(time, unit),
      ...(spread === undefined ? {} : { jitterMs: milliseconds(spread, spreadUnit) }),
    }),
  ],
  [/^(?<name>every|after|count)=(?<number>\d+)$/, ({ name, number }) => ({ [name ?? ""]: Number(number) })],
  [/^(?<number>\d+)$/, ({ number }) => ({ count: Number(number) })],
  [/^retry-after=(?<seconds>\d+)s?$/, ({ seconds }) => ({ retryAfterSeconds: Number(seconds) })],
  [/^back=(?<time>\d+(\.\d+)?)(?<unit>ms|s|m)$/, ({ time, unit }) => ({ backMs: milliseconds(time, unit) })],
  [/^exit=(?<number>\d+)$/, ({ number }) => ({ exitCode: Number(number) })],
  [/^(?<code>[A-Z][A-Za-z]*)$/, ({ code }) => ({ code: code ?? "" })],
];

const milliseconds = (number: string | undefined, unit: string | undefined): number =>
  rounded(Number(number) * (unit === "m" ? 60_000 : unit === "s" ? 1000 : 1));

// 0.07 instead of 0.07000000000000001, which is what 7 / 100 can become.
const rounded = (number: number): number => Number(number.toPrecision(12));
