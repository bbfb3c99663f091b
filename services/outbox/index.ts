export { enqueueEvent } from "./enqueue-event";
export { eventBeside } from "./event-beside";
export { relayOutbox } from "./relay-outbox";
