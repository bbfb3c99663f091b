export { type EventData, type EventName, events } from "./catalogue";
export { inngestClient } from "./client";
export { on } from "./trigger";
