import type { Problem } from "../../browser/contract/dashboard.ts";
import type { Clock } from "../clock.ts";
import { pollDelayMs } from "../job/monitor.ts";
import { problemOf } from "./problem.ts";

/** Reads the value of a topic. Created for the first subscriber, dropped after the last. */
export interface Source<V> {
  /** Returns the value now; undefined if it can't have changed. */
  readonly look: (signal: AbortSignal) => Promise<V | undefined>;
  /** Joins two values for a subscriber that has seen neither. Without it, the newer one replaces the other. */
  merge?(before: V, next: V): V;
  /** Changes the present value for a page that opens later. */
  present?(value: V): V;
  /** Whether the value can't change again. */
  isFinal?(value: V): boolean;
  /** Shortest time between two looks. Default: 1 s. */
  readonly shortestMs?: number;
}

/** News of a topic: a value or a problem. */
export type News<V> = { readonly value: V } | { readonly problem: Problem };

interface Subscriber<V> {
  readonly onNews: (news: News<V>) => void;
}

/** A topic that all pages share: however many subscribe, one loop looks. */
export interface SharedTopic<V> {
  /** Returns a function that ends the subscription. The present value arrives at once, if there is one. */
  readonly subscribe: (subscriber: Subscriber<V>) => () => void;
  /** Looks without waiting for the rest of the interval. */
  readonly refresh: () => void;
}

interface TopicOptions {
  readonly clock: Clock;
  /** Longest time between two looks. */
  readonly longestMs: number;
  /** Called with errors that are bugs. */
  readonly onBug: (error: unknown) => void;
  /** Called after the last subscriber has left. */
  readonly onIdle: () => void;
}

/** Share of the time that a topic spends on requests, at most. */
const busyShare = 0.25;

export const sharedTopic = <V>(source: Source<V>, options: TopicOptions): SharedTopic<V> => {
  const { clock, onBug, onIdle } = options;
  const subscribers = new Set<Subscriber<V>>();
  const end = new AbortController();
  let nudge = new AbortController();
  const news = latestNews(source, clock);
  const look = async (): Promise<void> => {
    const next = await newsOf(source, end.signal, onBug);
    if (next === undefined || end.signal.aborted || !news.isChanged(next)) return;
    for (const { onNews } of subscribers) onNews(next);
  };
  const poll = async (): Promise<void> => {
    while (!end.signal.aborted && !news.isFinal()) {
      const startMs = clock.monotonicMs();
      await look();
      nudge = new AbortController();
      const delayMs = delayOf(source, options, { startMs, changedMs: news.changedMs() });
      await clock.sleep(delayMs, AbortSignal.any([end.signal, nudge.signal])).catch(() => {});
    }
  };
  return {
    subscribe: (subscriber) => {
      const isFirst = subscribers.size === 0;
      subscribers.add(subscriber);
      const present = news.present();
      if (present !== undefined) subscriber.onNews(forNewcomer(source, present));
      if (isFirst) void poll().catch(onBug);
      return () => {
        if (!subscribers.delete(subscriber) || subscribers.size > 0) return;
        end.abort();
        onIdle();
      };
    },
    refresh: () => nudge.abort(),
  };
};

const forNewcomer = <V>(source: Source<V>, news: News<V>): News<V> =>
  source.present !== undefined && "value" in news ? { value: source.present(news.value) } : news;

/** Returns the news of a look; undefined if nothing has changed. */
const newsOf = async <V>(
  source: Source<V>,
  signal: AbortSignal,
  onBug: TopicOptions["onBug"],
): Promise<News<V> | undefined> => {
  try {
    const value = await source.look(signal);
    return value === undefined ? undefined : { value };
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "Internal" && !signal.aborted) onBug(error);
    return { problem };
  }
};

/** Keeps the news for pages that open later. */
const latestNews = <V>(source: Source<V>, clock: Clock) => {
  let present: News<V> | undefined;
  let known = "";
  let changedMs = clock.monotonicMs();
  const joined = (next: News<V>): News<V> =>
    source.merge !== undefined && present !== undefined && "value" in present && "value" in next
      ? { value: source.merge(present.value, next.value) }
      : next;
  return {
    present: () => present,
    changedMs: () => changedMs,
    isFinal: () => present !== undefined && "value" in present && source.isFinal?.(present.value) === true,
    /** Takes the next news, and returns whether they differ from the last ones. */
    isChanged: (next: News<V>): boolean => {
      const text = JSON.stringify(next);
      if (text === known) return false;
      known = text;
      changedMs = clock.monotonicMs();
      present = joined(next);
      return true;
    },
  };
};

interface LookTimes {
  /** Start of the last look. */
  readonly startMs: number;
  /** Last change of the value. */
  readonly changedMs: number;
}

/** Interval: a second after a change, then longer, and always long enough for the service. */
const delayOf = (
  { shortestMs = 1000 }: Pick<Source<never>, "shortestMs">,
  { clock, longestMs }: TopicOptions,
  { startMs, changedMs }: LookTimes,
): number => {
  const nowMs = clock.monotonicMs();
  const tookMs = nowMs - startMs;
  return Math.max(shortestMs, tookMs / busyShare, Math.min(longestMs, pollDelayMs(nowMs - changedMs)));
};
