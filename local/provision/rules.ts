import * as v from "valibot";

/** A string that matches a pattern. */
export const text = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(pattern, expected));

export const oneOf = <const Options extends readonly string[]>(...options: Options) =>
  v.picklist(options, options.join(" or "));

/** A whole number. */
export const whole = (from: number, to: number) => {
  const expected =
    to === Number.MAX_SAFE_INTEGER ? `a whole number from ${from}` : `a whole number from ${from} to ${to}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(from, expected),
    v.maxValue(to, expected),
  );
};

export const count = whole(0, Number.MAX_SAFE_INTEGER);

export const duration = text(
  /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  "an ISO 8601 duration such as PT15M",
);

export const armId = text(/^\/subscriptions\/./i, "the id of an Azure resource, /subscriptions/…");

/** Address or range of a firewall, at most /30. Firewalls have no effect here. */
export const ipRange = text(
  /^\d{1,3}(\.\d{1,3}){3}(\/([12]?\d|30))?$/,
  "an IPv4 address or a range in CIDR notation, at most /30",
);

export const firewallAction = oneOf("Allow", "Deny");

export const guidText = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a GUID");

export const location = text(/^[A-Za-z][A-Za-z0-9 ]+$/, "an Azure region such as westeurope");

export const tags = v.optional(
  v.pipe(
    v.record(
      v.pipe(v.string(), v.maxLength(512, "names of at most 512 characters")),
      v.pipe(v.string("a text"), v.maxLength(256, "at most 256 characters")),
    ),
    v.maxEntries(50, "at most 50 tags"),
  ),
);

/** Names by resource type: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export const names = {
  resourceGroup: text(/^[-\w.()]{0,89}[-\w()]$/, "1 to 90 letters, digits, _, -, (, ) and ., the last no ."),
  storageAccount: text(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits"),
  container: text(
    /^(\$root|\$web|(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*)$/,
    "3 to 63 lower-case letters, digits and single hyphens, a letter or digit at both ends",
  ),
  batchAccount: text(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits"),
  pool: text(/^[-\w]{1,64}$/, "1 to 64 letters, digits, - and _"),
  identity: text(/^[A-Za-z0-9][-\w]{2,127}$/, "3 to 128 letters, digits, - and _, first a letter or digit"),
  budget: text(/^[-\w]{1,63}$/, "1 to 63 letters, digits, - and _"),
  diagnosticSetting: text(
    /^[^*<>%:&\\?+/]{0,259}[^*<>%:&\\?+/ ]$/,
    "1 to 260 characters without *<>%:&\\?+/",
  ),
} as const;
