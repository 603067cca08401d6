// Loaded into every supervised process with `node --import`. The supervisor holds the other end of the IPC
// channel: when it dies, even by SIGKILL, the channel closes and this process ends itself. No orphan stays.
const GRACE_MS = 8_000;

if (process.channel) {
  // Only listening must not keep a process alive that has finished its work.
  process.channel.unref();
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, "SIGTERM");
  });
}
