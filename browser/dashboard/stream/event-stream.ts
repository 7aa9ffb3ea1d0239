import type { Problem, Topic, TopicEvent, Topics } from "../../contract/dashboard.ts";
import type { LogPart } from "../../contract/dashboard-tasks.ts";
import { appendPart, type LogText } from "../logs/log-text.ts";

/** `refused`: the server doesn't know the page's token. `paused`: the page is hidden, and other hidden pages use the connections that the browser allows. */
export type Connection = "connecting" | "open" | "lost" | "refused" | "paused";

type ValueOf<Name extends Topic> = Name extends `log/${string}` ? LogText : Topics[Name];

/** The last value of a topic. A problem leaves the value in place. */
export interface TopicState<Name extends Topic = Topic> {
  readonly value?: ValueOf<Name> | undefined;
  readonly problem?: Problem | undefined;
  /** Whether the value is from a connection that has ended. */
  readonly isStale: boolean;
}

/** Topics of earlier pages to keep, so that a page that is opened again isn't empty at first. */
const keptTopics = 12;

const reconnectMs = 2000;

/**
 * One connection to the server for the topics of the present page, opened again when it ends.
 *
 * @param onChange Called after each change of the connection or of a topic.
 */
export class EventStream {
  connection: Connection = "connecting";
  #topics: readonly Topic[] = [];
  readonly #states = new Map<Topic, TopicState>();
  readonly #onChange: () => void;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get<Name extends Topic>(topic: Name): TopicState<Name> {
    // Values are stored by the topic that the server sent them for.
    return (this.#states.get(topic) as TopicState<Name> | undefined) ?? { isStale: false };
  }

  /** Replaces the topics, and the connection if they differ. */
  subscribe(topics: readonly Topic[]): void {
    if (topics.join("\n") === this.#topics.join("\n")) return;
    this.#topics = topics;
    this.#forgetOldTopics();
    if (this.connection !== "paused") this.open();
  }

  open(): void {
    this.#close("connecting");
    const query = new URLSearchParams(this.#topics.map((topic) => ["topic", topic]));
    const source = new EventSource(`api/events?${query}`);
    this.#source = source;
    source.onopen = () => this.#setConnection("open");
    source.onmessage = ({ data }: MessageEvent<string>) => this.#receive(JSON.parse(data));
    source.onerror = () => {
      // The browser's reconnection stops at the first answer that isn't a stream.
      this.#close("lost");
      this.#timer = setTimeout(() => this.open(), reconnectMs);
      this.#onChange();
      void this.#checkAccess();
    };
  }

  /** An event source doesn't give the answer's status. */
  async #checkAccess(): Promise<void> {
    const answer = await fetch("api/events").catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status !== 401 || this.connection !== "lost") return;
    this.#close("refused");
    this.#onChange();
  }

  pause(): void {
    this.#close("paused");
    this.#onChange();
  }

  #close(connection: Connection): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    // A retry stays "lost", so that the banner doesn't blink.
    this.connection = this.connection === "lost" && connection === "connecting" ? "lost" : connection;
    for (const [topic, state] of this.#states) this.#states.set(topic, { ...state, isStale: true });
  }

  #setConnection(connection: Connection): void {
    this.connection = connection;
    this.#onChange();
  }

  #receive(event: TopicEvent): void {
    const before = this.#states.get(event.topic);
    this.#states.delete(event.topic);
    if ("problem" in event)
      this.#states.set(event.topic, { value: before?.value, problem: event.problem, isStale: true });
    else this.#states.set(event.topic, { value: valueAfter(before?.value, event), isStale: false });
    this.#onChange();
  }

  #forgetOldTopics(): void {
    const old = [...this.#states.keys()].filter((topic) => !this.#topics.includes(topic));
    for (const topic of old.slice(0, -keptTopics)) this.#states.delete(topic);
  }
}

const valueAfter = (
  before: TopicState["value"],
  { topic, value }: Extract<TopicEvent, { readonly value: unknown }>,
): TopicState["value"] =>
  // The type of a union's value doesn't follow from its topic's template type.
  topic.startsWith("log/") ? appendPart(before as LogText | undefined, value as LogPart) : (value as never);
