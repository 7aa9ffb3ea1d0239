import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { JobPage } from "./jobs/job-page.tsx";
import { JobsPage } from "./jobs/jobs-page.tsx";
import { PageHead } from "./parts/page-head.tsx";
import { useTitle } from "./parts/use-title.ts";
import { PoolPage } from "./pools/pool-page.tsx";
import { PoolsPage } from "./pools/pools-page.tsx";
import { hrefs, parseRoute, type Route, topicsOf } from "./routes.ts";
import { RunPage } from "./runs/run-page.tsx";
import { RunsPage } from "./runs/runs-page.tsx";
import { Shell } from "./shell.tsx";
import { StreamProvider } from "./stream/stream-context.tsx";
import { TaskPage } from "./tasks/task-page.tsx";

export const App = () => {
  const hash = useHash();
  const route = useMemo(() => parseRoute(hash), [hash]);
  const topics = useMemo(() => topicsOf(route), [route]);
  useSkipLink();
  useNavigationFocus(hash);
  return (
    <StreamProvider topics={topics}>
      <Shell route={route}>
        <Page key={hash} route={route} />
      </Shell>
    </StreamProvider>
  );
};

const Page = ({ route }: { readonly route: Route }) => {
  switch (route.page) {
    case "runs":
      return <RunsPage />;
    case "run":
      return <RunPage jobId={route.jobId} />;
    case "task":
      return <TaskPage jobId={route.jobId} taskId={route.taskId} isRun={route.isRun} />;
    case "pools":
      return <PoolsPage />;
    case "pool":
      return <PoolPage poolId={route.poolId} />;
    case "jobs":
      return <JobsPage />;
    case "job":
      return <JobPage jobId={route.jobId} />;
    case "unknown":
      return <UnknownPage hash={route.hash} />;
  }
};

const UnknownPage = ({ hash }: { readonly hash: string }) => {
  useTitle("Unknown page");
  return (
    <>
      <PageHead above={[]} title="Unknown page" />
      <p>
        The dashboard has no page <code>{hash}</code>. <a href={hrefs.runs}>Show all runs</a>
      </p>
    </>
  );
};

const useHash = (): string => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setHash(location.hash);
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return hash;
};

/** Moves the focus to the heading of the next page, as a browser does after loading one. */
const useNavigationFocus = (hash: string): void => {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    scrollTo({ top: 0, behavior: "instant" });
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [hash]);
};

/** The address of the skip link would be the address of a page. */
const useSkipLink = (): void => {
  useEffect(() => {
    const onClick = (event: MouseEvent): void => {
      if (!(event.target instanceof HTMLElement) || !event.target.matches("a.skip")) return;
      event.preventDefault();
      document.querySelector<HTMLElement>("main")?.focus();
    };
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, []);
};
