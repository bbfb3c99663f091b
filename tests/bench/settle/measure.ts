/** Works through the jobs with so many at a time; how many were done in a second. */
export async function perSecond(jobs: (() => Promise<unknown>)[], atOnce: number): Promise<number> {
  const startedAt = performance.now();
  const queue = jobs.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const job of queue) await job();
    }),
  );
  return jobs.length / ((performance.now() - startedAt) / 1000);
}
