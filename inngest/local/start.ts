import type { JobServer, JobServerOptions } from "./types";

/**
 * Starts the job server in this process: migrates its schema, takes over from a dead predecessor,
 * listens, and keeps trying to reach the app.
 */
export async function startJobServer(options: JobServerOptions): Promise<JobServer> {
  throw new Error(`The job server for ${options.appUrl} cannot run yet`);
}
