import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { handleWebhook } from "@/lib/payments/handle-webhook";
import { clientAddress } from "@/lib/tenants/auth/session.rules";

/** A webhook is a form with one id; whatever is longer is not one. */
const BODY_MAX = 4_096;

/**
 * Where a PSP tells that a payment has changed. Every answer is 200, so that nobody can find out which paths exist (SEC-87);
 * only a database that is down answers 503, so that the PSP tries again.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ psp: string; token: string }> },
): Promise<Response> {
  const { psp, token } = await params;
  const body = await readBody(request);
  const remote = clientAddress(request.headers.get("x-forwarded-for"), env().TRUSTED_PROXIES);
  try {
    await handleWebhook(runtime(), { psp, token, body, remote });
  } catch (error) {
    runtime().log.error({ error: String(error) }, "a webhook could not be stored");
    return new Response(null, { status: 503, headers: { "retry-after": "60" } });
  }
  return new Response(null, { status: 200 });
}

/** At most `BODY_MAX` bytes; the rest is never read. A body that breaks off is treated as what came of it. */
async function readBody(request: Request): Promise<string> {
  const reader = request.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      size += chunk.value.byteLength;
      text += decoder.decode(chunk.value.subarray(0, BODY_MAX), { stream: true });
      if (size > BODY_MAX) break;
    }
  } catch {
    // A hint that was cut off is still a hint.
  }
  await reader.cancel().catch(() => {});
  return text.slice(0, BODY_MAX);
}
