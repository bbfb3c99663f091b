import { notFound } from "next/navigation";
import { ZodError } from "zod";
import { AppError } from "@/lib/errors";

/** Waits for a read verb; what does not exist, or has an id that is none, becomes the not-found page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ZodError) notFound();
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}
