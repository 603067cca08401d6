import { z } from "zod";
import { whatIf } from "@/lib/billing/what-if";
import { adminRoute } from "../../../../_guard/admin-route";
import { readBody, requireSameOrigin } from "../../../../_guard/post";
import { progressResponse } from "../../../../_guard/progress-response";
import { questionOf, wishSchema } from "../question";

/** A tariff as JSON and the choices of the form. */
const BODY_MAX = 1024 * 1024;

/** Prices a month with a draft: progress line by line, then the sums. Writes nothing. */
export const POST = adminRoute("pricing.read", async (admin, request) => {
  requireSameOrigin(request);
  const text = new TextDecoder().decode(await readBody(request, BODY_MAX));
  return progressResponse(admin, async (tell, isLeft) => {
    const question = await questionOf(admin, wishSchema.parse(jsonOf(text)));
    return whatIf(admin.context, question, tell, isLeft);
  });
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new z.ZodError([{ code: "custom", path: [], message: "This is not JSON.", input: undefined }]);
  }
}
