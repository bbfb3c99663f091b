export { SmsError, sendSms } from "./send-sms";
