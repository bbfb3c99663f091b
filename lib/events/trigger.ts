import { EventType } from "inngest";
import { type EventName, events } from "./catalogue";

/** A trigger on one of our events; its data is parsed again on arrival and typed in the handler. */
export const on = <N extends EventName>(name: N) =>
  new EventType<N, (typeof events)[N]>({ name, schema: events[name] });
