export { type PhonePage, type PhonePageOptions, startPhonePage } from "./start";
