export { type Declared, declareDesiredState } from "./declare-desired-state";
export { declareDesiredStates } from "./declare-desired-states";
export { isStateOfDesired, isUnseen } from "./joins";
