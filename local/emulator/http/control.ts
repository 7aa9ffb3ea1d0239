import type { IncomingMessage, ServerResponse } from "node:http";

/** State of the service for health checks. `failed` has a reason for the user. */
export interface Health {
  readonly status: "starting" | "ready" | "failed";
  readonly reason?: string;
}

/** Requests of health checks and tests, which need no signature. Azure's API has no such paths. */
export interface Control {
  health(): Health;
  /** Undefined if resets aren't allowed. */
  readonly reset?: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly allow?: string;
  readonly body?: object;
}

/** Returns the answer to a request of a control path; undefined for any other path. */
export const controlAnswer = (control: Control, request: IncomingMessage): Promise<Answer> | undefined => {
  switch (request.url?.replace(/\?.*$/s, "")) {
    case "/health":
      return Promise.resolve(healthAnswer(control, request));
    case "/reset":
      return resetAnswer(control, request);
  }
  return undefined;
};

export const sendAnswer = (
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, allow, body }: Answer,
): void => {
  const text = body === undefined ? "" : `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "Cache-Control": "no-store",
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(status === 204 ? {} : { "Content-Length": Buffer.byteLength(text) }),
    ...(allow === undefined ? {} : { Allow: allow }),
  });
  response.end(method === "HEAD" ? undefined : text);
};

const healthAnswer = ({ health }: Control, { method }: IncomingMessage): Answer => {
  if (method !== "GET" && method !== "HEAD") return wrongMethod("GET, HEAD");
  const state = health();
  return { status: state.status === "ready" ? 200 : 503, body: state };
};

const resetAnswer = async ({ reset }: Control, { method, headers }: IncomingMessage): Promise<Answer> => {
  if (method !== "POST") return wrongMethod("POST");
  if (reset === undefined)
    return refused("ResetNotAllowed", "This service doesn't allow resets. Start it with --allow-reset.");
  // Any page that is open in a browser can send a POST to loopback, but not without this header.
  if (headers.origin !== undefined) return refused("OriginNotAllowed", "Web pages can't reset the service.");
  await reset();
  return { status: 204 };
};

const wrongMethod = (allow: string): Answer => ({
  status: 405,
  allow,
  body: { code: "UnsupportedHttpVerb", message: `Use ${allow.split(",")[0]}.` },
});

const refused = (code: string, message: string): Answer => ({ status: 403, body: { code, message } });
