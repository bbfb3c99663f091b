export { clientAddress, normaliseAddress, UNKNOWN_ADDRESS } from "./client-address";
export { peerHeader } from "./peer-header";
export { decodableUrl, prepareRequests } from "./prepare-requests";
export { type ReceivedBody, readBody, storableText } from "./read-body";
export { smsHookToken } from "./sms-hook-token";
