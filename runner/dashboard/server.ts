import { fastifySSE } from "@fastify/sse";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { pageAssets } from "../pages/page-assets.ts";
import { type Access, createAccess, tokenRequired } from "./access.ts";
import { actionRoutes } from "./actions-route.ts";
import { clearJson } from "./clear-json.ts";
import type { DashboardEnvironment } from "./dashboard-environment.ts";
import { eventsRoute } from "./events-route.ts";
import { createHub, type Hub } from "./hub.ts";
import { checkIds } from "./ids.ts";
import { commonHeaders, entryHtml, pageHtml, pagePolicy } from "./page.ts";
import { notFound, problemOf, statusOf } from "./problem.ts";
import { reportRoute } from "./report-route.ts";
import { taskFiles } from "./tasks/task-files.ts";
import { watchedJobs } from "./tasks/watched-jobs.ts";
import { taskRoutes } from "./tasks-route.ts";
import { topicSources } from "./topics/sources.ts";

/** A running dashboard. */
interface Dashboard {
  /** Address with the token. It grants access to the environment's runs. */
  readonly url: string;
  readonly hub: Hub;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the pages of an environment on loopback.
 *
 * @param port 0 for any free port
 */
export const serveDashboard = async (environment: DashboardEnvironment, port: number): Promise<Dashboard> => {
  const { clients, clock, longestPollMs, onBug } = environment;
  const jobs = watchedJobs({ clients, clock });
  const storedIn = (jobId: string, taskId: string): string => jobs.known(jobId)?.storedIn(taskId) ?? jobId;
  const learn = async (jobId: string): Promise<boolean> => {
    if (jobs.known(jobId)?.isLoaded()) return false;
    await jobs.of(jobId).update();
    return true;
  };
  const files = taskFiles({ ...clients, storedIn, learn });
  const sourceOf = topicSources({ environment, jobs, files });
  const hub = createHub({ sourceOf, clock, longestMs: longestPollMs, onBug });
  const access = createAccess();
  const server = fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 2048 },
    // Paths that the router refuses don't reach the hooks.
    frameworkErrors: ({ message }, _, reply: FastifyReply) =>
      void reply
        .headers(commonHeaders)
        .code(400)
        .send({ code: "InvalidPath", message: message.slice(0, 200) }),
  });
  // Only JSON: forms and plain text can come from any site.
  server.removeContentTypeParser("text/plain");
  await server.register(fastifySSE);
  guard(server, access);
  answerErrors(server, environment);
  server.setReplySerializer((value) => clearJson(value, environment.redact));
  await pageRoutes(server, access);
  eventsRoute(server, hub, environment);
  taskRoutes(server, { environment, jobs, files });
  reportRoute(server, environment);
  actionRoutes(server, environment, hub);
  await server.listen({ host: "127.0.0.1", port });
  return {
    url: `http://127.0.0.1:${portOf(server)}/?token=${access.token}`,
    hub,
    close: () => server.close(),
  };
};

const portOf = (server: FastifyInstance): number => {
  const address = server.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

/** Paths that a browser without the cookie may request: its first request has the token. */
const pagePaths: ReadonlySet<string> = new Set(["/", "/app.js", "/app.css"]);

/** Reads the route, not the address, which the router decodes: `/%61pi/…` is a path of the API too. */
const isPage = ({ routeOptions: { url } }: FastifyRequest): boolean =>
  url !== undefined && pagePaths.has(url);

const guard = (server: FastifyInstance, access: Access): void => {
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(commonHeaders);
    const port = portOf(server);
    if (isPage(request)) access.checkHost(request.headers, port);
    else access.check(request, port);
  });
  server.addHook("preValidation", async ({ params }) => checkIds(params));
};

const answerErrors = (server: FastifyInstance, { onBug }: DashboardEnvironment): void => {
  server.setErrorHandler((error, request, reply) => {
    const status = httpStatusOf(error);
    const problem =
      status === undefined ? problemOf(error) : { code: "InvalidRequest", message: text(error) };
    if (problem.code === "Internal") onBug(error);
    reply.code(status ?? statusOf(error));
    if (!isPage(request)) return reply.send(problem);
    return reply.type("text/plain; charset=utf-8").send(lines(`Error: ${problem.message}`, problem.hint));
  });
  server.setNotFoundHandler((request) => {
    throw notFound("PathNotFound", `expected a path of the dashboard, got ${request.method} ${request.url}`);
  });
};

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const lines = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined).join("\n")}\n`;

/** Status of an error that Fastify itself found, such as a body that is not JSON. */
const httpStatusOf = (error: unknown): number | undefined => {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" && status < 500 ? status : undefined;
};

const pageRoutes = async (server: FastifyInstance, access: Access): Promise<void> => {
  const { script, style } = await pageAssets("dashboard");
  server.get("/", async (request, reply) => {
    const port = portOf(server);
    const token = tokenOf(request);
    if (token !== undefined && access.isToken(token))
      return reply
        .headers({ "set-cookie": access.cookie(port), "content-security-policy": pagePolicy })
        .type("text/html; charset=utf-8")
        .send(entryHtml);
    if (!access.hasCookie(request.headers, port)) throw tokenRequired();
    return reply
      .header("content-security-policy", pagePolicy)
      .type("text/html; charset=utf-8")
      .send(pageHtml);
  });
  server.get("/app.js", (_, reply) => reply.type("text/javascript; charset=utf-8").send(script));
  server.get("/app.css", (_, reply) => reply.type("text/css; charset=utf-8").send(style));
};

const tokenOf = ({ query }: FastifyRequest): string | undefined => {
  const token = typeof query === "object" && query !== null ? Reflect.get(query, "token") : undefined;
  return typeof token === "string" ? token : undefined;
};
