/** Replaces a secret. */
export const removed = "<removed>";

/** Words in the names of variables, options and fields whose values are secret. */
const words =
  "passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential|(?:api|access|account|private|storage|batch|shared|master|signing|encryption)[ _-]?key|connection[ _-]?string";

const secretNames = [
  new RegExp(words, "i"),
  /(?:^|[_-])(?:pass|sas|key)(?:$|[_-])/i,
  // Such as accountKey.
  /[a-z\d]Key$/,
];

/** The shell's variables of the working directory. */
const folderNames = /^(?:OLD)?PWD$/;

/** Whether the value of a variable or field with this name is secret. */
export const isSecretName = (name: string): boolean =>
  !folderNames.test(name) && secretNames.some((pattern) => pattern.test(name));

/** The rest of a secret name in a text, from its first secret word. A search for whole names would take quadratic time. */
const name = `(?:${words}|_key|_pass|_sas)[\\w.-]{0,64}`;

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
  /** Text without which the pattern can't match, for a pattern that is slow to search. */
  readonly needs?: string;
}

/** Secrets that are recognized by their form, the more specific first. */
const rules: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: removed,
  },
  // The end of a key whose beginning was cut off. Keys have at most some hundred lines; without a limit, other base64 takes quadratic time.
  {
    pattern: /(?:^[A-Za-z\d+/=]{4,}\r?\n){1,300}-----END [A-Z ]*PRIVATE KEY-----/gm,
    replacement: removed,
    needs: "PRIVATE KEY-----",
  },
  // The signature of a SAS, also if the URL is encoded in another one.
  { pattern: /(?:(?<![a-z])|(?<=%[\da-f]{2}))(sig(?:=|%3D))[\w%+/=-]+/gi, replacement: `$1${removed}` },
  {
    pattern: /(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=\s*[^;"'\s]+/gi,
    replacement: `$1=${removed}`,
  },
  {
    pattern:
      /(Authorization["']?\s*[:=,]\s*["']?)(?:(?:Bearer|Basic|Digest|SharedKey|SharedKeyLite)\s+)?[^\s"']+/gi,
    replacement: `$1${removed}`,
  },
  { pattern: /\b(Bearer|SharedKey|SharedKeyLite)\s+[\w.~+/=:-]{12,}/g, replacement: `$1 ${removed}` },
  // JSON Web Tokens.
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, replacement: removed },
  // Keys of Azure's accounts: 64 bytes in base64.
  { pattern: /[A-Za-z\d+/]{86}==/g, replacement: removed },
  // User and password in a URL.
  {
    pattern: /(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/:@"']{0,256}:[^\s/@"']{1,1024}@/gi,
    replacement: `$1${removed}@`,
  },
  // Tokens of GitHub, GitLab, npm, Hugging Face, Slack, Pulumi, OpenAI, Google and AWS.
  {
    pattern:
      /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{20,}|hf_\w{16,}|xox[abprs]-[\w-]{10,}|pul-[\da-f]{20,}|sk-[\w-]{16,}|AIza[\w-]{30,}|(?:AKIA|ASIA)[A-Z\d]{16})/g,
    replacement: removed,
  },
  // NAME=value, "name": "value" and name: value.
  {
    pattern: new RegExp(`(${name}\\\\?["']?\\s*(?:=>?|:)\\s*)(\\\\?["'])(?:(?!\\2).)*\\2`, "gi"),
    replacement: `$1$2${removed}$2`,
  },
  {
    pattern: new RegExp(`(${name}\\\\?["']?\\s*(?:=>?|:)\\s*)(?!["'\\\\<])[^\\s"',;&<]+`, "gi"),
    replacement: `$1${removed}`,
  },
  // --name value, also as two elements of a list in JSON.
  {
    pattern: new RegExp(
      `((?:${words})(?<=--?[\\w-]{0,80})[\\w-]{0,64}(?:["'],\\s*["']|\\s+["']?))(?!-)[^\\s"']+`,
      "gi",
    ),
    replacement: `$1${removed}`,
  },
];

/** Shorter values would remove parts of ordinary words. */
const shortestSecret = 4;

/**
 * Returns a function that removes secrets from a text: these values, in plain form and encoded for a URL or JSON, and everything that
 * looks like a secret.
 */
export const redactor = (secrets: Iterable<string>): ((text: string) => string) => {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.trim().length < shortestSecret) continue;
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      forms.add(form);
  }
  // The longest first, because one secret may contain another.
  const known = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    // UTF-16 would hide secrets.
    let plain = text.replaceAll("\0", "");
    for (const secret of known) plain = plain.replaceAll(secret, removed);
    for (const { pattern, replacement, needs = "" } of rules)
      if (plain.includes(needs)) plain = plain.replace(pattern, replacement);
    return plain;
  };
};

/** Fields with environment variables: an object, or a list of names and values. */
const environmentFields: ReadonlySet<string> = new Set([
  "env",
  "environmentSettings",
  "commonEnvironmentSettings",
]);

/** An option whose value is the next element of a list of arguments. */
const secretOption = new RegExp(`^--?[\\w-]*(?:${words})[\\w-]*$`, "i");

/**
 * Returns JSON without secrets in its texts, values of environment variables and values of fields with secret names. Of a variable, the
 * name and the length remain. Redacting the JSON itself could remove a quote.
 */
export const redactedJson = (value: unknown, redact: (text: string) => string): string =>
  JSON.stringify(
    value,
    function (this: unknown, key, field: unknown) {
      if (environmentFields.has(key)) return lengthsOnly(field);
      if (typeof field !== "string") return field;
      const before = Array.isArray(this) ? this[Number(key) - 1] : undefined;
      const isSecret = isSecretName(key) || (typeof before === "string" && secretOption.test(before));
      return isSecret ? removed : redact(field);
    },
    2,
  );

const lengthsOnly = (variables: unknown): unknown => {
  if (Array.isArray(variables))
    return variables.map(({ name, value }: { name: unknown; value?: unknown }) => ({
      name,
      value: lengthOf(value),
    }));
  if (typeof variables !== "object" || variables === null) return variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, lengthOf(value)]));
};

const lengthOf = (value: unknown): string => `<${String(value ?? "").length} characters>`;
