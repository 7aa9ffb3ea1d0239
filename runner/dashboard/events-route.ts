import type { FastifyInstance } from "fastify";
import { clearJson } from "./clear-json.ts";
import type { DashboardEnvironment } from "./dashboard-environment.ts";
import type { Hub } from "./hub.ts";
import { createOutbox } from "./outbox.ts";
import { RequestProblem } from "./problem.ts";

/** Topics that a page may watch at once. */
const mostTopics = 20;

/** `GET /api/events?topic=…`: the news of topics, as server-sent events. */
export const eventsRoute = (
  server: FastifyInstance,
  hub: Hub,
  { redact }: Pick<DashboardEnvironment, "redact">,
): void => {
  server.get("/api/events", { sse: { kind: "only", serializer: String } }, async (request, reply) => {
    const topics = topicsOf(request.query);
    const outbox = createOutbox((topic, news) => clearJson({ topic, ...news }, redact));
    const ends: (() => void)[] = [];
    // Not `finally`: the plugin never continues after a page that left while it was reading slowly.
    reply.sse.onClose(() => {
      for (const end of ends) end();
      outbox.close();
    });
    for (const topic of topics) ends.push(hub.subscribe(topic, outbox));
    reply.sse.keepAlive();
    reply.sse.sendHeaders();
    await reply.sse.send(messages(outbox.events()));
  });
};

const messages = async function* (events: AsyncGenerator<string>) {
  for await (const data of events) yield { data };
};

const topicsOf = (query: unknown): Set<string> => {
  const found = typeof query === "object" && query !== null ? Reflect.get(query, "topic") : undefined;
  const topics = new Set(
    (Array.isArray(found) ? found : [found]).filter((topic) => typeof topic === "string"),
  );
  if (topics.size >= 1 && topics.size <= mostTopics) return topics;
  throw new RequestProblem(400, {
    code: "InvalidTopics",
    message: `expected 1 to ${mostTopics} topics, got ${topics.size}`,
  });
};
