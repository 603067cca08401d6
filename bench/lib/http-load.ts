import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { performance } from "node:perf_hooks";
import { percentile, sortedNumbers } from "./measure";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpCall {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A client with so many connections that stay open. */
export class HttpLoad {
  readonly #agent: Agent;

  constructor(readonly connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** One exchange. Rejects on everything but success: a refusal must not count as speed. */
  call({ url, method = "GET", headers = {}, body }: HttpCall): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const json = body === undefined ? {} : { "content-type": "application/json" };
      const sent = request(
        url,
        { agent: this.#agent, method, headers: { ...headers, ...json } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk)).once("error", reject);
          response.once("end", () => {
            const status = response.statusCode ?? 0;
            const answer = { status, headers: response.headers, body: Buffer.concat(chunks) };
            if (status >= 200 && status < 300) resolve(answer);
            else reject(new Error(`${method} ${url}: ${status} ${answer.body.toString().slice(0, 300)}`));
          });
        },
      );
      sent.once("error", reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** How often something was answered, and how long it took, ms. */
export interface Pace {
  readonly rate: number;
  readonly median: number;
  readonly p95: number;
}

export function paceOf(took: readonly number[], seconds: number): Pace {
  const sorted = sortedNumbers(took);
  return { rate: took.length / seconds, median: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

/** So many callers, each in a closed loop, for so long. `step` is given the caller's number. */
export async function closedLoop(
  callers: number,
  durationMs: number,
  step: (caller: number) => Promise<void>,
): Promise<Pace> {
  const took: number[] = [];
  const began = performance.now();
  const loop = async (caller: number): Promise<void> => {
    while (performance.now() - began < durationMs) {
      const from = performance.now();
      await step(caller);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => loop(caller)));
  return paceOf(took, (performance.now() - began) / 1_000);
}
