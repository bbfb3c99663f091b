export { setAutoPromptConsent } from "./set-auto-prompt-consent";
export { isQuiet, type Step, stepsOf } from "./steps";
export { sweepDunning } from "./sweep-dunning";
