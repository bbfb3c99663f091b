export { type QueueMessage, queueMessage } from "./queue-message";
export { recordDeliveryReport } from "./record-delivery-report";
export { type SendOutcome, sendMessage } from "./send-message";
export { sweepMessages } from "./sweep-messages";
export { isSecret, type Template } from "./templates";
export { whereToPay } from "./where-to-pay";
