// Preloaded into every child: when the starter is killed without a word, nobody is left behind.
if (process.channel) {
  process.on("disconnect", () => process.exit(0));
  process.channel.unref();
}
