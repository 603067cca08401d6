import { ZodError } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Admin } from "./open-admin";
import { refusalWords } from "./refusal-words";

/** Progress is told at most so often. */
const EVERY_MS = 200;

/**
 * Answers with one JSON object per line: `{done, total}` while the work goes on, and at the end `{result}` or `{fault}` in
 * words. The work goes on when the reader has gone; `isLeft` lets it stop where that does no harm.
 */
export function progressResponse(
  admin: Admin,
  work: (tell: (done: number, total: number) => void, isLeft: () => boolean) => Promise<unknown>,
): Response {
  const encoder = new TextEncoder();
  let isLeft = false;
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const say = (line: unknown): void => {
        if (!isLeft) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      let toldAt = 0;
      const tell = (done: number, total: number): void => {
        const now = Date.now();
        if (now - toldAt < EVERY_MS) return;
        toldAt = now;
        say({ done, total });
      };
      try {
        say({ result: await work(tell, () => isLeft) });
      } catch (error) {
        say({ fault: faultWords(admin, error) });
      }
      if (!isLeft) controller.close();
    },
    cancel() {
      isLeft = true;
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "private, no-store",
      "x-accel-buffering": "no",
    },
  });
}

function faultWords(admin: Admin, error: unknown): string {
  if (error instanceof AppError && error.kind !== "internal") return refusalWords(error);
  if (error instanceof ZodError)
    return error.issues
      .slice(0, 5)
      .map(({ path, message }) => [path.join("."), message].filter((part) => part !== "").join(": "))
      .join(" ");
  const reference = admin.context.ids.next().slice(0, 8);
  admin.context.log.error({ err: error, reference }, "long work in the portal failed");
  return `This did not work. Reference ${reference}.`;
}
