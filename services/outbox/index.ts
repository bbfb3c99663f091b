export { enqueueEvent } from "./enqueue-event";
export { eventBeside } from "./event-beside";
export { pruneOutbox } from "./prune-outbox";
export { relayOutbox } from "./relay-outbox";
