export { getInstallation, type Installation } from "./get-installation";
export { isPaused } from "./is-paused";
