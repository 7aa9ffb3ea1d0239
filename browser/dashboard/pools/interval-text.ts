const units = ["day", "hour", "minute", "second"] as const;

/** Formats an ISO 8601 duration such as `PT5M` for people: `5 minutes`. Returns any other text unchanged. */
export const intervalText = (iso: string): string => {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso);
  const words = units.flatMap((unit, i) => {
    const number = Number(parts?.[i + 1] ?? 0);
    return number === 0 ? [] : [`${number} ${unit}${number === 1 ? "" : "s"}`];
  });
  return words.length === 0 ? iso : words.join(" ");
};
