import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { RequestProblem } from "./problem.ts";

/** Decides which requests the server answers. */
export interface Access {
  /** Part of the printed address. */
  readonly token: string;
  /** Whether a word is the token. */
  readonly isToken: (word: string) => boolean;
  /** Value of `Set-Cookie` for a browser that knows the token. */
  readonly cookie: (port: number) => string;
  /**
   * Checks a request for data or an action.
   *
   * @throws RequestProblem `HostNotAllowed`, `TokenRequired` or `OriginNotAllowed`
   */
  readonly check: (request: CheckedRequest, port: number) => void;
  /** @throws RequestProblem `HostNotAllowed` */
  readonly checkHost: (headers: IncomingHttpHeaders, port: number) => void;
  /** Whether the request has the cookie. */
  readonly hasCookie: (headers: IncomingHttpHeaders, port: number) => boolean;
}

interface CheckedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** Creates a token and a cookie for one server. Both end with the process. */
export const createAccess = (): Access => {
  const token = randomBytes(32).toString("base64url");
  const secret = randomBytes(32).toString("base64url");
  const hasCookie: Access["hasCookie"] = ({ cookie = "" }, port) =>
    cookie
      .split("; ")
      .filter((pair) => pair.startsWith(`${cookieName(port)}=`))
      .some((pair) => isEqual(pair.slice(cookieName(port).length + 1), secret));
  return {
    token,
    isToken: (word) => isEqual(word, token),
    cookie: (port) => `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    hasCookie,
    checkHost,
    check: (request, port) => {
      checkHost(request.headers, port);
      if (!hasCookie(request.headers, port)) throw tokenRequired();
      checkOrigin(request);
    },
  };
};

/** Browsers share cookies between the ports of a host, so the name has the port. */
const cookieName = (port: number): string => `azbatch-${port}`;

export const tokenRequired = (): RequestProblem =>
  new RequestProblem(401, {
    code: "TokenRequired",
    message: "this browser hasn't opened the dashboard's complete address yet",
    hint: "Open the address that `npx azbatch dashboard` printed, with its token.",
  });

/** Refuses names that another site's DNS points at this machine (DNS rebinding). */
const checkHost = ({ host = "" }: IncomingHttpHeaders, port: number): void => {
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return;
  throw new RequestProblem(403, {
    code: "HostNotAllowed",
    message: `expected the host 127.0.0.1:${port}, got ${host.slice(0, 100) || "none"}`,
    hint: "Open the address that the terminal shows.",
  });
};

/** A page on another port of this machine sends the cookie too: for cookies, it is the same site. */
const checkOrigin = ({ method, headers }: CheckedRequest): void => {
  const { origin, host, "sec-fetch-site": site = "same-origin" } = headers;
  const isOwn = origin === `http://${host}`;
  if ((site === "same-origin" || site === "none") && (isOwn || (method === "GET" && origin === undefined)))
    return;
  throw new RequestProblem(403, {
    code: "OriginNotAllowed",
    message: "another page sent the request",
    hint: "Use the dashboard's own page.",
  });
};

/** Compares in a time that doesn't depend on the words. */
const isEqual = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (word: string): Buffer => createHash("sha256").update(word).digest();
