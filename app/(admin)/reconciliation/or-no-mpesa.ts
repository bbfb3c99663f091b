import { orNotFound } from "@/app/_auth/or-not-found";
import { AppError } from "@/lib/errors";

/** Waits for a read verb; undefined while there is no M-Pesa channel, and the not-found page for nonsense. */
export async function orNoMpesa<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await orNotFound(reading);
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return undefined;
    throw error;
  }
}
