export { checkHealth } from "./check-health";
export { getInstallation, type Installation } from "./get-installation";
export { isPaused } from "./is-paused";
export { resumeInstallation } from "./resume-installation";
export { type SetUp, type SetUpResult, setUpInstallation } from "./set-up-installation";
