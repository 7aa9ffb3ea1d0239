const fraction = "(?:\\.(?<fraction>\\d{1,7}))?";
const zone = "(?:Z|(?<sign>[+-])(?<zoneHour>\\d{2}):(?<zoneMinute>\\d{2}))";
/** W3C-DTF: a year, a month, a day, or a time with its zone. Azure rejects nanoseconds (nextflow-io/nextflow#3866). */
const w3c = new RegExp(
  `^(?<year>\\d{4})(?:-(?<month>\\d{2})(?:-(?<day>\\d{2})(?:T(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})${fraction})?${zone})?)?)?$`,
);

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** RFC 1123, which is .NET's format "r": `Wed, 06 Sep 2023 09:12:53 GMT`. */
const rfc1123 = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) (?<month>${months.join("|")}) (?<year>\\d{4}) (?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2}) GMT$`,
);

/** Parses W3C-DTF or RFC 1123. Returns undefined for any other format, or if the date or time doesn't exist. */
export const parseDateTime = (text: string): Date | undefined => {
  const parts = w3c.exec(text)?.groups ?? rfc1123.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const month = months.includes(parts.month ?? "")
    ? months.indexOf(parts.month ?? "")
    : Number(parts.month ?? 1) - 1;
  const [day, hour, minute, second] = [
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  ].map(Number);
  const date = new Date(0);
  date.setUTCFullYear(Number(parts.year), month, day);
  date.setUTCHours(hour!, minute, second, Number(`0.${parts.fraction ?? 0}`) * 1000);
  // `Date` turns 31 February into a day in March.
  const isReal =
    date.getUTCMonth() === month && date.getUTCDate() === day && hour! < 24 && minute! < 60 && second! < 60;
  return isReal ? new Date(date.getTime() - zoneOffset(parts)) : undefined;
};

const zoneOffset = (parts: Record<string, string | undefined>): number =>
  (parts.sign === "-" ? -1 : 1) * (Number(parts.zoneHour ?? 0) * 60 + Number(parts.zoneMinute ?? 0)) * 60_000;
