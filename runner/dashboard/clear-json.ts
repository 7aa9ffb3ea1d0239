/** Returns JSON whose texts contain no secret. Redacting the JSON itself could remove a quote. */
export const clearJson = (value: unknown, redact: (text: string) => string): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === "string" ? redact(field) : field));
