import type { Clock } from "../clock.ts";
import { RequestProblem } from "./problem.ts";
import { type News, type SharedTopic, type Source, sharedTopic } from "./topic.ts";

/** Topics by name. */
export interface Hub {
  /**
   * Subscribes to a topic and returns a function that ends the subscription.
   *
   * @throws RequestProblem `UnknownTopic`
   */
  readonly subscribe: (topic: string, subscriber: HubSubscriber) => () => void;
  /** Makes the pollers of these topics look at once. */
  readonly refresh: (topics: readonly string[]) => void;
  /** Topics that are being polled. */
  readonly active: () => readonly string[];
}

export interface HubSubscriber {
  /** `merge` joins news that the subscriber has not sent yet with newer ones. */
  readonly onNews: (topic: string, news: News<unknown>, merge: Merge | undefined) => void;
}

type Merge = (before: unknown, next: unknown) => unknown;

interface HubOptions {
  readonly sourceOf: (topic: string) => Source<unknown> | undefined;
  readonly clock: Clock;
  readonly longestMs: number;
  readonly onBug: (error: unknown) => void;
}

interface Entry {
  readonly shared: SharedTopic<unknown>;
  readonly merge: Merge | undefined;
}

export const createHub = ({ sourceOf, ...options }: HubOptions): Hub => {
  const entries = new Map<string, Entry>();
  const open = (topic: string): Entry => {
    const source = sourceOf(topic);
    if (source === undefined)
      throw new RequestProblem(404, { code: "UnknownTopic", message: `unknown topic "${topic}"` });
    const onIdle = (): void => void (entries.get(topic) === entry && entries.delete(topic));
    const entry: Entry = { shared: sharedTopic(source, { ...options, onIdle }), merge: source.merge };
    entries.set(topic, entry);
    return entry;
  };
  return {
    subscribe: (topic, { onNews }) => {
      const { shared, merge } = entries.get(topic) ?? open(topic);
      return shared.subscribe({ onNews: (news) => onNews(topic, news, merge) });
    },
    refresh: (topics) => {
      for (const topic of topics) entries.get(topic)?.shared.refresh();
    },
    active: () => [...entries.keys()],
  };
};
