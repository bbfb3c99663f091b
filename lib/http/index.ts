export { clientAddress, normaliseAddress, UNKNOWN_ADDRESS } from "./client-address";
export { installPeerAddress, peerHeader } from "./peer-address";
export { type ReceivedBody, readBody, storableText } from "./read-body";
export { smsHookToken } from "./sms-hook-token";
