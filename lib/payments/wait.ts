import { setTimeout as sleep } from "node:timers/promises";

const STEP_MS = 200;

/**
 * Asks again and again until there is an answer, at most for `limitMs`. For the one case in which a person waits for
 * what another process is just doing; it carries no duty, since a job does the work anyway.
 */
export async function pollUntil<T>(ask: () => Promise<T | null>, limitMs: number): Promise<T | null> {
  for (let waited = 0; ; waited += STEP_MS) {
    const answer = await ask();
    if (answer !== null || waited >= limitMs) return answer;
    await sleep(STEP_MS);
  }
}
