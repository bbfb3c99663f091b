export { type Onboarded, onboardCustomer } from "./onboard-customer";
export { requestSignInCode } from "./request-sign-in-code";
export { CustomerInput, Phone } from "./schemas";
export { updateCustomer } from "./update-customer";
export { verifySignInCode } from "./verify-sign-in-code";
