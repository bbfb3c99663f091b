import { ZodError } from "zod";
import { AppError } from "@/lib/errors";

/** Waits for a read verb whose days come from the address; wrong days become a sentence for the form. */
export async function orProblem<T>(
  reading: Promise<T>,
): Promise<{ data: T; problem?: undefined } | { data?: undefined; problem: string }> {
  try {
    return { data: await reading };
  } catch (error) {
    if (error instanceof ZodError && !error.issues.some((issue) => issue.path[0] === "customerId"))
      return { problem: error.issues[0]?.message ?? "Choose other days." };
    if (error instanceof AppError && error.code === "invalid") return { problem: error.message };
    throw error;
  }
}
