export { addUser } from "./add-user";
export { changePassword } from "./change-password";
export { closeUser } from "./close-user";
export { resumeUser } from "./resume-user";
export { revealPassword } from "./reveal-password";
export { RouterPassword, UserInput, Username } from "./schemas";
export { suspendUser } from "./suspend-user";
