/** Value of Azure's formula language; times are in ticks. A doubleVecList exists only as a function's arguments. */
export type Value =
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "doubleVec"; readonly value: readonly number[] }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "timestamp"; readonly value: number }
  | { readonly type: "timeinterval"; readonly value: number };

export type Type = Value["type"];

/** A tick is 100 ns, the language's smallest interval. Timestamps are ticks since 1970. */
const ticksPerMillisecond = 10_000;

export const double = (value: number): Value => ({ type: "double", value });
export const doubleVec = (value: readonly number[]): Value => ({ type: "doubleVec", value });
export const timestamp = (date: Date): Value => ({
  type: "timestamp",
  value: date.getTime() * ticksPerMillisecond,
});
export const timeinterval = (milliseconds: number): Value => ({
  type: "timeinterval",
  value: milliseconds * ticksPerMillisecond,
});

export const millisecondsOf = (time: { readonly value: number }): number => time.value / ticksPerMillisecond;

/** Returns whether a `Date` can hold the timestamp, which ends at about the year ±275,760. */
export const isOnCalendar = (ticks: number): boolean =>
  !Number.isNaN(new Date(ticks / ticksPerMillisecond).getTime());

/** Formats a value as in the `results` of an Azure autoScaleRun. */
export const printed = (value: Value): string => {
  switch (value.type) {
    case "double":
      return printedDouble(value.value);
    case "doubleVec":
      return `[${value.value.map(printedDouble).join(",")}]`;
    case "string":
      return value.value;
    case "timestamp":
      return new Date(millisecondsOf(value)).toISOString();
    case "timeinterval":
      return printedInterval(value.value);
  }
};

const significantDigits = 6;

/** Formats six significant digits like C's `%g`: a recorded run printed 29 of 30 samples as `96.6667`. */
export const printedDouble = (value: number): string => {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(significantDigits - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < significantDigits) return String(Number(value.toPrecision(significantDigits)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
};

/** Formats as .NET does, `[-][d.]hh:mm:ss[.fffffff]`. Azure's format is not verified. */
const printedInterval = (ticks: number): string => {
  if (!Number.isFinite(ticks)) return printedDouble(ticks);
  const seconds = Math.floor(Math.abs(ticks) / 1e7);
  const fraction = Math.floor(Math.abs(ticks) % 1e7);
  const days = Math.floor(seconds / 86_400);
  const clock = [seconds / 3600, seconds / 60, seconds].map((part, index) =>
    String(Math.floor(part) % (index === 0 ? 24 : 60)).padStart(2, "0"),
  );
  const sign = ticks < 0 ? "-" : "";
  const tail = fraction === 0 ? "" : `.${String(fraction).padStart(7, "0")}`;
  return `${sign}${days === 0 ? "" : `${days}.`}${clock.join(":")}${tail}`;
};
