import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useReducer, useState } from "preact/hooks";
import type { Topic } from "../../contract/dashboard.ts";
import { watchVisibility } from "./background.ts";
import { type Connection, EventStream, type TopicState } from "./event-stream.ts";

/** The stream, in an object that changes with each of its values. */
const StreamContext = createContext<{ readonly stream: EventStream } | undefined>(undefined);

interface StreamProviderProps {
  readonly topics: readonly Topic[];
  readonly children: ComponentChildren;
}

/** Gives the components below the values of topics. */
export const StreamProvider = ({ topics, children }: StreamProviderProps) => {
  const [, update] = useReducer((changes: number) => changes + 1, 0);
  const [stream] = useState(() => new EventStream(() => update(undefined)));
  useEffect(() => stream.subscribe(topics), [stream, topics]);
  useEffect(() => watchVisibility(stream), [stream]);
  return <StreamContext.Provider value={{ stream }}>{children}</StreamContext.Provider>;
};

const useStream = (): EventStream => {
  const context = useContext(StreamContext);
  if (context === undefined) throw new Error("useTopic: expected a StreamProvider around the component");
  return context.stream;
};

/** Returns the last value of a topic of the present page. */
export const useTopic = <Name extends Topic>(topic: Name): TopicState<Name> => useStream().get(topic);

export const useConnection = (): Connection => useStream().connection;
