// Loaded into every supervised process with `node --import <this file>?parent=<process id>`. The supervisor holds
// the other end of the IPC channel: when it dies, even by SIGKILL, the channel closes and this process ends
// itself. No orphan stays.
const GRACE_MS = 8_000;

// A supervised process hands `--import` on to processes that it forks; their channel is not ours to touch.
const parent = Number(new URL(import.meta.url).searchParams.get("parent"));

if (process.channel && process.ppid === parent) {
  // Only listening must not keep a process alive that has finished its work.
  process.channel.unref();
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, "SIGTERM");
  });
}
