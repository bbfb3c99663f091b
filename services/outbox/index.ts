export { enqueueEvent } from "./enqueue-event";
export { relayOutbox } from "./relay-outbox";
