import { readFileSync } from "node:fs";
import path from "node:path";

/** Read once: a bare handler has nothing to do but to answer. */
const known = new Map<string, string>();

function bytesOf(name: string): string {
  const bytes = known.get(name) ?? readFileSync(path.join(String(process.env.BENCH_BYTES), name), "utf8");
  known.set(name, bytes);
  return bytes;
}

interface Visit {
  readonly params: Promise<{ name: string }>;
}

/** The same bytes as the product's handler, from memory. */
export async function GET(_request: Request, { params }: Visit): Promise<Response> {
  const { name } = await params;
  return new Response(bytesOf(name), { headers: { "Content-Type": "application/json; charset=utf-8" } });
}

export async function POST(request: Request, visit: Visit): Promise<Response> {
  await request.json();
  return GET(request, visit);
}
