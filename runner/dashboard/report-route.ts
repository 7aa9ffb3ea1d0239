import type { FastifyInstance } from "fastify";
import { pageAssets } from "../pages/page-assets.ts";
import { reportPolicy } from "../report/report-html.ts";
import type { DashboardEnvironment } from "./dashboard-environment.ts";

/**
 * `GET /api/runs/:job/report`: the run's report as a page. Its sandbox gives it an origin that no other page has, so its scripts can neither
 * use the cookie nor send requests to this server.
 */
export const reportRoute = (server: FastifyInstance, { runs }: Pick<DashboardEnvironment, "runs">): void => {
  server.get<{ readonly Params: { readonly job: string } }>(
    "/api/runs/:job/report",
    async ({ params: { job } }, reply) => {
      const page = await runs.report(job);
      const policy = reportPolicy(await pageAssets("report"));
      return reply
        .headers({
          "content-security-policy": `${policy}; sandbox allow-scripts allow-downloads; frame-ancestors 'none'`,
          // Browsers refuse a page that has both a sandbox and this policy.
          "cross-origin-opener-policy": "unsafe-none",
        })
        .type("text/html; charset=utf-8")
        .send(page);
    },
  );
};
