export { checkSetupLink } from "./check-setup-link";
export { createSession } from "./create-session";
export { revokeSession } from "./revoke-session";
export { NewPassword, type Origin } from "./schemas";
export { setPasswordWithLink } from "./set-password-with-link";
export { type SignedInStaff, signInStaff } from "./sign-in-staff";
export { type VerifiedSession, verifySession } from "./verify-session";
