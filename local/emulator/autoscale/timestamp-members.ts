import type { Outcome } from "./outcome.ts";
import { double, millisecondsOf, type Value } from "./values.ts";

/** Members in UTC. Azure documents only that Monday is weekday 1; Sunday as 0 is not verified. */
const members: Record<string, (date: Date) => number> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  weekday: (date) => date.getUTCDay(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
};

export const memberOf = (value: Value, name: string): Outcome => {
  if (value.type !== "timestamp")
    return { problem: `expected a timestamp before .${name}, found a ${value.type}` };
  if (!Object.hasOwn(members, name))
    return {
      problem: `expected a member of a timestamp (${Object.keys(members).join(", ")}), found ${name}`,
    };
  return { value: double(members[name]!(new Date(millisecondsOf(value)))) };
};
