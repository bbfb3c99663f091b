export { type CustomerDetails, type CustomerPhone, getCustomer } from "./get-customer";
export { getPortalHome, type PortalHome, type PortalUser } from "./get-portal-home";
export { type CustomerPayment, listCustomerPayments } from "./list-customer-payments";
export { type CustomerRow, listCustomers } from "./list-customers";
export { type Onboarded, onboardCustomer } from "./onboard-customer";
export { requestSignInCode } from "./request-sign-in-code";
export { CustomerInput, Phone } from "./schemas";
export { updateCustomer } from "./update-customer";
export { verifySignInCode } from "./verify-sign-in-code";
