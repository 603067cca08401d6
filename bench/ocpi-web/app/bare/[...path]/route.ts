import { readFileSync } from "node:fs";
import path from "node:path";

interface Kept {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Read once: a bare handler has nothing to do but to answer. */
const known = new Map<string, Kept>();

function answerOf(name: string): Kept {
  const kept: Kept =
    known.get(name) ?? JSON.parse(readFileSync(path.join(String(process.env.BENCH_BYTES), name), "utf8"));
  known.set(name, kept);
  return kept;
}

interface Visit {
  readonly params: Promise<{ path: string[] }>;
}

/** The same bytes as the product's handler, from memory. */
export async function GET(_request: Request, { params }: Visit): Promise<Response> {
  const { path: segments } = await params;
  const { body, headers } = answerOf(segments.at(-1) ?? "");
  return new Response(body, { headers });
}

export async function POST(request: Request, visit: Visit): Promise<Response> {
  await request.json();
  return GET(request, visit);
}
