import { z } from "zod";
import { BYTE_ORDER_MARK, csvLine } from "@/lib/core/csv";
import { AppError } from "@/lib/core/errors";
import { exportTariffs, type TariffExport } from "@/lib/pricing/exchange/export-tariffs";
import { EXCHANGE_FORMATS } from "@/lib/pricing/exchange/import-report.model";
import { adminRoute } from "../../../_guard/admin-route";
import type { Admin } from "../../../_guard/open-admin";
import { textDownload } from "../../../_guard/text-download";

const wishSchema = z.object({
  kind: z.enum(["RETAIL", "WHOLESALE"]),
  format: z.enum(EXCHANGE_FORMATS),
  cpo: z.union([z.uuid(), z.literal("")]).optional(),
  /** What the format can not say, instead of the tariffs. */
  remarks: z.literal("yes").optional(),
});

/** The current tariffs as OCPI JSON or CSV, or what the format can not say of them. */
export const GET = adminRoute("pricing.read", async (admin, request) => {
  const wish = wishSchema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!wish.success) throw new AppError("validation", "form_malformed", "the address is not complete");
  const { kind, format, cpo, remarks } = wish.data;
  const cpos = admin.client.cpos.map(({ id, countryCode, partyId }) => ({ id, countryCode, partyId }));
  const source = { kind, format, cpoId: cpo ? cpo : null, cpos };
  const name = `${kind.toLowerCase()}-tariffs-${format}`;
  if (remarks) return textDownload(admin, `${name}-remarks`, "csv", remarksOf(admin, source));
  return textDownload(admin, name, format === "csv" ? "csv" : "json", textOf(admin, source));
});

async function* textOf(admin: Admin, source: TariffExport): AsyncGenerator<string, void> {
  for await (const { text } of exportTariffs(admin.context, admin.scope, source)) yield text;
}

async function* remarksOf(admin: Admin, source: TariffExport): AsyncGenerator<string, void> {
  yield BYTE_ORDER_MARK + csvLine(["kind", "code", "in_the_file", "field", "remark", "repair"]);
  for await (const { lines } of exportTariffs(admin.context, admin.scope, source))
    for (const { at, id, outcome, remarks } of lines)
      for (const { field, says, repair } of remarks)
        yield csvLine([at, id, outcome !== "REFUSED", field, says, repair]);
}
