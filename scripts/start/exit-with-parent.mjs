// Preloaded into every child: when the starter is killed without a word, nobody is left behind.
// Not in the worker that `next dev` forks: it inherits this preload, and lives on messages by its channel.
if (process.channel && !process.env.NEXT_PRIVATE_WORKER) {
  process.on("disconnect", () => process.exit(0));
  process.channel.unref();
}
