/**
 * What Azure, the network or an Azure SDK says went wrong, in one shape. SDK errors are never passed on: they carry the
 * request with its Authorization header, and the Batch SDK's message is an object (reading: batch-api.md 0.6).
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** Azure's code such as `JobExists`, or the system's such as `ECONNREFUSED`. */
  readonly code: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor({ code, status, retryAfterMs, message }: ServiceErrorFields) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same request may succeed later. */
  get isTransient(): boolean {
    return this.status === undefined ? !this.isCertificateError : transientStatuses.includes(this.status);
  }

  /** The certificate of whoever answered is not one that Node trusts. */
  get isCertificateError(): boolean {
    return certificateCode.test(this.code);
  }
}

interface ServiceErrorFields {
  readonly code: string;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly message: string;
}

/** 501 is not among them: the local Batch service answers it for what it does not have. */
const transientStatuses = [408, 429, 500, 502, 503, 504];

/** OpenSSL's reasons: SELF_SIGNED_CERT_IN_CHAIN, CERT_HAS_EXPIRED, UNABLE_TO_GET_ISSUER_CERT_LOCALLY and more [Node: X509 certificate error codes]. */
const certificateCode = /(^|_)CERT(_|$)|^UNABLE_TO_/;

/** What a connection says when it breaks while somebody reads from it. */
const connectionCodes = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "ENOTFOUND",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_PROXY_TUNNEL",
  "REQUEST_SEND_ERROR",
  "REQUEST_ABORTED_ERROR",
  // The Storage SDK of an answer that breaks off while it reads it.
  "PARSE_ERROR",
];

/** The error of an SDK's call as `ServiceError`, or undefined if it is none: then it is somebody's bug. */
export const serviceErrorFrom = (error: unknown): ServiceError | undefined => {
  if (error instanceof ServiceError) return error;
  if (!(error instanceof Error)) return undefined;
  const code = textOf(error, "code");
  const status = field(error, "statusCode");
  if (typeof status === "number") {
    const header = headersOf(error);
    return new ServiceError({
      // The answer to a HEAD has no body: Storage says why in a header.
      code: code ?? header("x-ms-error-code") ?? `HTTP ${status}`,
      status,
      retryAfterMs: secondsToMs(header("retry-after")),
      message: messageOf(error),
    });
  }
  // The Storage SDK of a download that breaks off; whoever aborts a request himself asks his signal first.
  if (error.name === "AbortError")
    return new ServiceError({ code: "ECONNABORTED", message: "the connection was lost" });
  if (code === undefined || !(isUnanswered(error) || connectionCodes.includes(code))) return undefined;
  return new ServiceError({ code, message: firstLine(error.message) });
};

/** What the SDKs make of a request to which nothing came, or nothing that is HTTP: with OpenSSL's or the parser's code, too. */
const isUnanswered = ({ name }: Error): boolean => name === "FetchError" || name === "RestError";

export const isServiceError = (error: unknown, code: string): error is ServiceError =>
  error instanceof ServiceError && error.code === code;

const messageOf = (error: Error): string => wordsOf(field(error, "body"), textOf(error, "message"));

/** Azure's own words, without the RequestId and Time lines; then the details, as `key: value`. `body` is that of an error. */
export const wordsOf = (body: unknown, otherwise = "Azure gives no reason"): string => {
  const said = textOf(field(body, "message"), "value") ?? otherwise;
  const values = field(body, "values");
  const details = Array.isArray(values)
    ? values.map((value) => `${textOf(value, "key")}: ${firstLine(textOf(value, "value") ?? "")}`)
    : [];
  return [firstLine(said), ...details].join("; ");
};

/** Both SDKs have headers with a `get`. */
const headersOf = (error: Error): ((name: string) => string | undefined) => {
  const headers = field(field(error, "response"), "headers");
  const get = field(headers, "get");
  return (name) => {
    const value: unknown = typeof get === "function" ? get.call(headers, name) : undefined;
    return typeof value === "string" ? value : undefined;
  };
};

/** `Retry-After` is in seconds where Azure sends it. */
const secondsToMs = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;

const field = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;

const textOf = (from: unknown, name: string): string | undefined => {
  const value = field(from, name);
  return typeof value === "string" && value !== "" ? value : undefined;
};

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? "";
