import assert from "node:assert/strict";
import {
  isSecretName,
  redactedJson,
  redactor,
  removed,
} from "../../../../runner/commands/debug-dump/redact.ts";

const key = `${"Ab1+/".repeat(17)}x==`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA0123\n".repeat(3)}-----END RSA PRIVATE KEY-----`;

/** Texts with a secret, and the secret. */
const texts: readonly [text: string, secret: string][] = [
  ["https://a.blob.core.windows.net/c/b?sv=2024&sig=a%2Fb%2Bc%3D&se=2026", "a%2Fb%2Bc%3D"],
  ['"httpUrl": "https://a/c?se=1\\u0026sig=abcDEF%3D"', "abcDEF%3D"],
  ["url=https%3A%2F%2Fa%3Fsig%3DabcDEF", "abcDEF"],
  [`AccountName=a;AccountKey=${key};EndpointSuffix=core.windows.net`, key],
  ["Server=tcp:a;User ID=me;Password=hunter2;Encrypt=true", "hunter2"],
  ["SharedAccessKey=c2VjcmV0", "c2VjcmV0"],
  ["Authorization: SharedKey account:c2lnbmF0dXJl=", "c2lnbmF0dXJl"],
  ["authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
  ['curl -H "Authorization: Bearer opaque-value-1234" https://a', "opaque-value-1234"],
  ['"headers": {"Authorization": "Bearer opaque-value-1234"}', "opaque-value-1234"],
  ["sent Bearer opaque-value-1234 to it", "opaque-value-1234"],
  ["id_token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "eyJzdWIiOiIxMjM0In0"],
  [`the key is ${key}`, key],
  ["git clone https://me:s3cr3t@example.com/a.git", "s3cr3t"],
  [pem, "MIIEpAIBAAKCAQEA0123"],
  [pem.slice(0, 70), "MIIEpAIBAAKCAQEA0123"],
  [pem.slice(40), "MIIEpAIBAAKCAQEA0123"],
  ["export GITHUB_TOKEN=ab-cd-12", "ab-cd-12"],
  ["PULUMI_CONFIG_PASSPHRASE='two words'", "two words"],
  ["DB_PASSWORD: hunter2", "hunter2"],
  ['{"api_key": "hunter2", "n": 1}', "hunter2"],
  ['{"message": "{\\"clientSecret\\": \\"hunter2\\"}"}', "hunter2"],
  ["./tool --password hunter2 --fast", "hunter2"],
  ["./tool --api-token=hunter2", "hunter2"],
  ['"args": [\n  "--secret",\n  "hunter2"\n]', "hunter2"],
  ["AWS_SECRET_ACCESS_KEY=abc/def", "abc/def"],
  ["used ghp_0123456789abcdefghij0123 to clone", "ghp_0123456789abcdefghij0123"],
  ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  ["s\0e\0c\0r\0e\0t\0=\0h\0u\0n\0t\0e\0r\x002\0", "hunter2"],
];

describe("debug-dump: redaction", () => {
  const redact = redactor([]);
  for (const [text, secret] of texts)
    it(`removes the secret from ${JSON.stringify(text.slice(0, 60))}`, () => {
      const clean = redact(text);
      assert(!clean.includes(secret), clean);
      assert(clean.includes(removed), clean);
    });

  const harmless = [
    "Traceback (most recent call last):",
    'File "/mnt/batch/tasks/a/wd/stats.py", line 12, in <module>',
    "KeyError: 'rate'",
    '"sha256": "d4d8b16f0a8dda0792813f901fe56dfc093684dbd57d53699e34bc160980c3ad"',
    "x-5_y-4.5: Basic statistics of the design: 12.5",
    "https://a.blob.core.windows.net/c/b.txt?sv=2024",
    "signal=SIGTERM passed=12 keyboard: de",
  ];
  for (const text of harmless) it(`keeps ${JSON.stringify(text)}`, () => assert.equal(redact(text), text));

  it("removes known values, also encoded for URLs and JSON, the longest first", () => {
    const clean = redactor(["a/b c", 'q"uote', "a/b c and more", "abc"])(
      'a/b c and more, a%2Fb%20c, q\\"uote, q"uote, abc.',
    );
    assert.equal(clean, `${removed}, ${removed}, ${removed}, ${removed}, abc.`);
  });

  it("takes time in proportion to the length of a line without spaces", () => {
    const start = performance.now();
    for (const piece of ["a", "key", "token", "-", "a.", "sig", "eyJ"])
      redact(piece.repeat(65_536 / piece.length));
    assert(performance.now() - start < 5000, `${performance.now() - start}`);
  });

  for (const name of [
    "DB_PASSWORD",
    "passphrase",
    "storageAccountKey",
    "API_KEY",
    "GITHUB_TOKEN",
    "SAS",
    "pgpass_pass",
  ])
    it(`treats ${name} as secret`, () => assert(isSecretName(name)));

  for (const name of ["keyboard", "name", "RATE", "blobPrefix", "compass", "nodePath", "PWD", "OLDPWD"])
    it(`doesn't treat ${name} as secret`, () => assert(!isSecretName(name)));

  it("keeps only names and lengths of environment variables in JSON", () => {
    const value = {
      env: { RATE: "0.125" },
      job: { commonEnvironmentSettings: [{ name: "A", value: "value-of-a" }] },
      accountKey: "b",
      metadata: [{ name: "workload", value: "w" }],
      args: ["--password", "hunter2", "--fast"],
      command: 'curl -H "Authorization: Bearer abc"',
    };
    assert.deepEqual(JSON.parse(redactedJson(value, redact)), {
      env: { RATE: "<5 characters>" },
      job: { commonEnvironmentSettings: [{ name: "A", value: "<10 characters>" }] },
      accountKey: removed,
      metadata: [{ name: "workload", value: "w" }],
      args: ["--password", removed, "--fast"],
      command: `curl -H "Authorization: ${removed}"`,
    });
  });

  it("takes linear time for lines of base64, and for a key's end among them", () => {
    const lines = `${"QUJD".repeat(25)}\n`.repeat(10_000);
    const startMs = performance.now();
    assert.equal(redact(lines), lines);
    const end = `${lines.slice(0, 101 * 50)}-----END RSA PRIVATE KEY-----`;
    assert.equal(redact(`a text\n${end}`), `a text\n${removed}`);
    // Quadratic time is a minute.
    assert(performance.now() - startMs < 10_000);
  }).timeout(120_000);
});
