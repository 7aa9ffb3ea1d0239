import type { HubSubscriber } from "./hub.ts";
import type { News } from "./topic.ts";

/**
 * News for one page that it has not received yet: one per topic, however slowly the page reads. Yields each as the text of an
 * event, and waits for more.
 */
interface Outbox extends HubSubscriber {
  readonly events: () => AsyncGenerator<string>;
  /** Ends `events`. */
  readonly close: () => void;
}

type Merge = Parameters<HubSubscriber["onNews"]>[2];

export const createOutbox = (textOf: (topic: string, news: News<unknown>) => string): Outbox => {
  const waiting = new Map<string, News<unknown>>();
  let wake = (): void => {};
  let isClosed = false;
  return {
    onNews: (topic, news, merge) => {
      waiting.set(topic, joined(waiting.get(topic), news, merge));
      wake();
    },
    events: async function* () {
      while (!isClosed) {
        const [next] = waiting;
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const [topic, news] = next;
        waiting.delete(topic);
        yield textOf(topic, news);
      }
    },
    close: () => {
      isClosed = true;
      waiting.clear();
      wake();
    },
  };
};

const joined = (before: News<unknown> | undefined, next: News<unknown>, merge: Merge): News<unknown> =>
  merge !== undefined && before !== undefined && "value" in before && "value" in next
    ? { value: merge(before.value, next.value) }
    : next;
