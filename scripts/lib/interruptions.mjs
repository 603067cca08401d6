const WATCH_MS = 500;

/**
 * Calls back when the user or the system wants us to end: Ctrl-C, a signal, or the end of `npm run`.
 * npm runs a script in a shell and passes signals to the shell only, which does not pass them on. So, under npm,
 * a lost parent counts as a signal too.
 *
 * @param {() => void} react may be called more than once
 */
export function onInterruption(react) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, react);
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    react();
  }, WATCH_MS);
  watch.unref();
}
