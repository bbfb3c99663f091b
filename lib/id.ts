import { z } from "zod";

/** Parses an id as anybody may write it into the lower case in which Postgres says it, so that rows are found by it. */
export const uuid = (message?: string) => z.uuid(message).toLowerCase();
