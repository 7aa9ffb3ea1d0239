import type { ComponentChildren } from "preact";
import { PageLayout } from "../ui/page-layout.tsx";
import { Name } from "./parts/name.tsx";
import { Notice } from "./parts/notice.tsx";
import { hrefs, type Route } from "./routes.ts";
import { useConnection, useTopic } from "./stream/stream-context.tsx";

const links = [
  [hrefs.runs, "Runs"],
  [hrefs.pools, "Pools"],
  [hrefs.jobs, "Jobs"],
] as const;

interface ShellProps {
  readonly route: Route;
  readonly children: ComponentChildren;
}

/** Header with the environment and the connection's state, around a page. */
export const Shell = ({ route, children }: ShellProps) => {
  const { value: environment } = useTopic("environment");
  return (
    <PageLayout
      title={<EnvironmentTitle />}
      links={links}
      current={sectionOf(route)}
      footer={
        environment && (
          <>
            Batch account <Name text={environment.batchAccount} /> in {environment.location}
            {" · "}azbatch {environment.version}
          </>
        )
      }
    >
      <ConnectionBanner />
      {children}
    </PageLayout>
  );
};

const kinds = { "local cloud": "Local cloud", stack: "Stack", outputs: "Outputs" } as const;

const EnvironmentTitle = () => {
  const { value: environment } = useTopic("environment");
  return (
    <span class="environment">
      <ConnectionDot />
      {environment === undefined ? (
        "azbatch"
      ) : (
        <>
          <span>
            {kinds[environment.kind]}
            {environment.kind !== "local cloud" && (
              <>
                {" "}
                <Name text={environment.name} most={24} />
              </>
            )}
          </span>
          <span class="environment-where">
            <Name text={environment.batchAccount} most={24} /> · {environment.location}
          </span>
        </>
      )}
    </span>
  );
};

const dots = {
  connecting: "Connecting",
  open: "Live",
  lost: "No connection",
  refused: "No access",
  paused: "Paused while hidden",
} as const;

const ConnectionDot = () => {
  const connection = useConnection();
  return (
    <span class={`dot dot-${connection}`} title={dots[connection]}>
      <span class="hidden-text">{dots[connection]}: </span>
    </span>
  );
};

/** Announced once when the connection ends. */
const ConnectionBanner = () => {
  const connection = useConnection();
  return (
    <div role="alert">
      {connection === "lost" && (
        <Notice kind="warning">
          <p>
            <strong>No connection to the dashboard's server.</strong> The page shows the last data that it
            received and reconnects automatically. If the server has ended, start it again:{" "}
            <code>npx azbatch dashboard</code>
          </p>
        </Notice>
      )}
      {connection === "refused" && (
        <Notice kind="error">
          <p>
            <strong>The server has restarted.</strong> Open the address that the terminal shows; it has a new
            token.
          </p>
        </Notice>
      )}
    </div>
  );
};

const sectionOf = (route: Route): string | undefined => {
  if (route.page === "unknown") return undefined;
  if (route.page === "pools" || route.page === "pool") return hrefs.pools;
  const isRun = route.page === "runs" || route.page === "run" || (route.page === "task" && route.isRun);
  return isRun ? hrefs.runs : hrefs.jobs;
};
