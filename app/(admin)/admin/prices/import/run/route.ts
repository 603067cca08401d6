import { z } from "zod";
import { importCdrs } from "@/lib/billing/exchange/import-cdrs";
import { AppError } from "@/lib/core/errors";
import { EXCHANGE_FORMATS, IMPORT_BYTES_MAX } from "@/lib/pricing/exchange/import-report.model";
import { importTariffs } from "@/lib/pricing/exchange/import-tariffs";
import { adminRoute } from "../../../../_guard/admin-route";
import { readBody, requireSameOrigin } from "../../../../_guard/post";
import { progressResponse } from "../../../../_guard/progress-response";
import { cpoInScope } from "../../draft";

const wishSchema = z.strictObject({
  what: z.enum(["RETAIL", "WHOLESALE", "CDR"]),
  cpo: z.uuid(),
  format: z.enum(EXCHANGE_FORMATS),
  name: z.string().max(200),
  dry: z.enum(["yes", "no"]),
});

/** A file is brought in, or tried: the body is the file, the answer its progress and the id of the run (SEC-59, SEC-62). */
export const POST = adminRoute("pricing.write", async (admin, request) => {
  requireSameOrigin(request);
  const wish = wishSchema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!wish.success) throw new AppError("validation", "form_malformed", "the address is not complete");
  const { what, cpo: cpoId, format, name, dry } = wish.data;
  const { id, countryCode, partyId, currency } = cpoInScope(admin, cpoId);
  const file = {
    clientId: admin.principal.clientId,
    cpo: { id, countryCode, partyId, currency },
    format,
    fileName: name,
    bytes: await readBody(request, IMPORT_BYTES_MAX),
    dryRun: dry === "yes",
    actor: { userId: admin.principal.userId, name: admin.principal.name },
  };
  return progressResponse(admin, (tell) =>
    what === "CDR"
      ? importCdrs(admin.context, file, tell)
      : importTariffs(admin.context, { ...file, kind: what }, tell),
  );
});
