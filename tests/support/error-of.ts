import { AppError } from "@/lib/errors";

/** The code of the AppError that the work fails with; anything else is thrown on. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("expected an error, and nothing failed");
}
