export { startJobServer } from "./start";
export type {
  JobServer,
  JobServerLogLine,
  JobServerOptions,
  RunFilter,
  RunStatus,
  RunView,
} from "./types";
