import { eventType } from "inngest";
import { type EventName, events } from "./catalogue";

/** A trigger on one of our events; its data is parsed again on arrival and typed in the handler. */
export const on = <N extends EventName>(name: N) => eventType(name, { schema: events[name] });
