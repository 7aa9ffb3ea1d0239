import { useEffect, useState } from "preact/hooks";

/** Returns the time, and renders the component again at intervals. Milliseconds since 1970. */
export const useNow = (intervalMs = 1000): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
};
