import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Topics } from "../../../browser/contract/dashboard.ts";
import { until } from "../../helpers/until.ts";
import { eventsOf, runAsUser, type UserOptions } from "../user.ts";

/** A dashboard, as a browser uses it. */
export interface DashboardPage {
  /** The printed address, with its token. */
  readonly url: string;
  readonly origin: string;
  readonly cookie: string;
  /** Requests a path below `/api/`, as the page does. */
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body?: object) => Promise<Response>;
  /** Returns the first value of the topic that meets the condition. */
  readonly untilValue: <T extends keyof Topics>(
    topic: T,
    isReached: (value: Topics[T]) => boolean,
  ) => Promise<Topics[T]>;
  /** Calls with each event of a topic until the signal aborts. */
  readonly follow: (topic: string, signal: AbortSignal, onEvent: (event: never) => void) => Promise<void>;
  /** Texts of all answers so far. */
  readonly received: () => string;
}

/** Serves the dashboard with the command, in this process, and opens it as a browser does. */
export const withDashboard = async (
  words: readonly string[],
  options: UserOptions,
  use: (page: DashboardPage) => Promise<void>,
): Promise<void> => {
  const end = new AbortController();
  let printed = "";
  const onEvent: UserOptions["onEvent"] = (event) => {
    if (event.event === "dashboard") printed = event.url;
  };
  const context = { ...options.context, signal: end.signal };
  const command = runAsUser(["dashboard", "--json", ...words], { ...options, context, onEvent });
  const failed = command.then(({ stderr }) => assert.fail(stderr));
  try {
    const url = await Promise.race([until(() => printed !== "" && printed), failed]);
    await use(await openPage(url));
  } finally {
    end.abort();
    failed.catch(() => {});
    const { exitCode, stderr, stdout } = await command;
    assert.equal(exitCode, 0, stderr);
    assert(eventsOf({ stdout }).length > 0);
  }
};

export const openPage = async (url: string): Promise<DashboardPage> => {
  const { origin } = new URL(url);
  const entry = await fetch(url);
  const cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? assert.fail(await entry.text());
  let received = "";
  const noted = async (response: Response): Promise<Response> => {
    received += await response.clone().text();
    return response;
  };
  const get = (path: string) => fetch(`${origin}/api/${path}`, { headers: { cookie } }).then(noted);
  const follow: DashboardPage["follow"] = async (topic, signal, onEvent) => {
    const headers = { cookie, accept: "text/event-stream" };
    const address = `${origin}/api/events?topic=${encodeURIComponent(topic)}`;
    const { body, status } = await fetch(address, { headers, signal });
    assert.equal(status, 200);
    let rest = "";
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      received += chunk;
      const events = (rest + chunk).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events)
        if (event.startsWith("data: ")) onEvent(JSON.parse(event.slice(6)) as never);
    }
  };
  return {
    url,
    origin,
    cookie,
    get,
    post: (path, body = {}) =>
      fetch(`${origin}/api/${path}`, {
        method: "POST",
        headers: { cookie, origin, "content-type": "application/json" },
        body: JSON.stringify(body),
      }).then(noted),
    untilValue: async (topic, isReached) => {
      const end = new AbortController();
      const signal = AbortSignal.any([end.signal, AbortSignal.timeout(20_000)]);
      let last: unknown;
      let found: Topics[typeof topic] | undefined;
      await follow(topic, signal, (event: { value?: Topics[typeof topic] }) => {
        last = event;
        if (event.value === undefined || !isReached(event.value)) return;
        found = event.value;
        end.abort();
      }).catch(() => {});
      return found ?? assert.fail(`${topic}: ${JSON.stringify(last)}`);
    },
    follow,
    received: () => received,
  };
};

interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RawAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

/** Sends any headers, which `fetch` doesn't. */
export const requestRaw = (url: string, request: RawRequest = {}): Promise<RawAnswer> => {
  const { origin, pathname, search } = new URL(url);
  return requestPath(origin, pathname + search, request);
};

/** Sends a path exactly as it is. */
export const requestPath = async (
  origin: string,
  path: string,
  { method = "GET", headers = {} }: RawRequest = {},
): Promise<RawAnswer> => {
  const sent = request(origin, { path, method, headers }).end();
  const [answer]: [IncomingMessage] = (await once(sent, "response")) as [IncomingMessage];
  const text = (await answer.setEncoding("utf8").toArray()).join("");
  const isJson = answer.headers["content-type"]?.includes("json");
  return { status: answer.statusCode ?? 0, code: isJson ? JSON.parse(text).code : undefined, text };
};
