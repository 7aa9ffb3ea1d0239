/**
 * An error of Azure, the network or an Azure SDK. Replaces SDK errors, which contain the request with its Authorization header; the
 * Batch SDK's message is an object (reading: batch-api.md 0.6).
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** Azure's code such as `JobExists`, or Node's such as `ECONNREFUSED`. */
  readonly code: string;
  /** HTTP status; undefined if no answer arrived. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor({ code, status, retryAfterMs, message }: ServiceErrorFields) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get isTransient(): boolean {
    return this.status === undefined ? !this.isCertificateError : transientStatuses.includes(this.status);
  }

  /** Whether Node does not trust the server's certificate. */
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

/** Not 501, which the emulator answers for operations that it lacks. */
const transientStatuses = [408, 429, 500, 502, 503, 504];

/** OpenSSL's codes, such as SELF_SIGNED_CERT_IN_CHAIN and UNABLE_TO_GET_ISSUER_CERT_LOCALLY [Node: X509 certificate error codes]. */
const certificateCode = /(^|_)CERT(_|$)|^UNABLE_TO_/;

/** Codes of broken connections. */
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
  // Thrown by the Storage SDK if an answer breaks off.
  "PARSE_ERROR",
];

/** Returns the error of an SDK call as `ServiceError`; undefined for any other error, which is a bug. */
export const serviceErrorFrom = (error: unknown): ServiceError | undefined => {
  if (error instanceof ServiceError) return error;
  if (!(error instanceof Error)) return undefined;
  const code = textOf(error, "code");
  const status = field(error, "statusCode");
  if (typeof status === "number") {
    const header = headersOf(error);
    return new ServiceError({
      // An answer to HEAD has no body; Storage sends the code in a header.
      code: code ?? header("x-ms-error-code") ?? `HTTP ${status}`,
      status,
      retryAfterMs: secondsToMs(header("retry-after")),
      message: messageOf(error),
    });
  }
  // Thrown by the Storage SDK if a download breaks off. Callers that abort a request check their signal first.
  if (error.name === "AbortError")
    return new ServiceError({ code: "ECONNABORTED", message: "the connection was lost" });
  if (code === undefined || !(isUnanswered(error) || connectionCodes.includes(code))) return undefined;
  return new ServiceError({ code, message: firstLine(error.message) });
};

/** Whether an SDK got no answer, or one that is not HTTP. The code may be OpenSSL's or the parser's. */
const isUnanswered = ({ name }: Error): boolean => name === "FetchError" || name === "RestError";

export const isServiceError = (error: unknown, code: string): error is ServiceError =>
  error instanceof ServiceError && error.code === code;

const messageOf = (error: Error): string => wordsOf(field(error, "body"), textOf(error, "message"));

/** Returns the message of an error's body without the lines RequestId and Time, then its details as `key: value`. */
export const wordsOf = (body: unknown, otherwise = "Azure gives no reason"): string => {
  const said = textOf(field(body, "message"), "value") ?? otherwise;
  const values = field(body, "values");
  const details = Array.isArray(values)
    ? values.map((value) => `${textOf(value, "key")}: ${firstLine(textOf(value, "value") ?? "")}`)
    : [];
  return [firstLine(said), ...details].join("; ");
};

/** Headers of both SDKs have a `get`. */
const headersOf = (error: Error): ((name: string) => string | undefined) => {
  const headers = field(field(error, "response"), "headers");
  const get = field(headers, "get");
  return (name) => {
    const value: unknown = typeof get === "function" ? get.call(headers, name) : undefined;
    return typeof value === "string" ? value : undefined;
  };
};

/** Azure sends `Retry-After` in seconds, not as a date. */
const secondsToMs = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;

const field = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;

const textOf = (from: unknown, name: string): string | undefined => {
  const value = field(from, name);
  return typeof value === "string" && value !== "" ? value : undefined;
};

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? "";
