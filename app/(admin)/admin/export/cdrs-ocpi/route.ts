import { z } from "zod";
import { BYTE_ORDER_MARK, csvLine } from "@/lib/core/csv";
import { AppError } from "@/lib/core/errors";
import { OCPI_VERSIONS } from "@/lib/ocpi/exchange/codec.model";
import { encodeCdrs } from "@/lib/ocpi/objects/encode-cdrs";
import { noteRemark } from "@/lib/pricing/exchange/decode-tariffs.rules";
import { adminRoute } from "../../../_guard/admin-route";
import { cdrFilter } from "../../../_guard/filters";
import type { Admin } from "../../../_guard/open-admin";
import { textDownload } from "../../../_guard/text-download";

const wishSchema = z.object({
  version: z.enum(OCPI_VERSIONS),
  /** What the version can not say, instead of the CDRs. */
  remarks: z.literal("yes").optional(),
});

/** All CDRs as objects of one OCPI version, or what the version can not say of them. */
export const GET = adminRoute("cdr.export", async (admin, request) => {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const wish = wishSchema.safeParse(query);
  if (!wish.success) throw new AppError("validation", "form_malformed", "the address is not complete");
  const { version, remarks } = wish.data;
  const { since } = cdrFilter(query, admin.now);
  const name = `cdrs-ocpi-${version}`;
  return remarks
    ? textDownload(admin, `${name}-remarks`, "csv", remarksOf(admin, version, since))
    : textDownload(admin, name, "json", objectsOf(admin, version, since));
});

type Version = (typeof OCPI_VERSIONS)[number];

async function* objectsOf(admin: Admin, version: Version, since: Date | null): AsyncGenerator<string, void> {
  let separator = "[\n";
  for await (const { object } of encodeCdrs(admin.context, admin.scope, version, since)) {
    if (!object?.ok) continue;
    yield separator + JSON.stringify(object.wire);
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

async function* remarksOf(admin: Admin, version: Version, since: Date | null): AsyncGenerator<string, void> {
  yield BYTE_ORDER_MARK + csvLine(["cdr_number", "in_the_file", "field", "remark"]);
  for await (const { number, object } of encodeCdrs(admin.context, admin.scope, version, since)) {
    if (object === null) yield csvLine([number, false, null, "The charger is no longer there."]);
    for (const note of object?.notes ?? []) {
      const { field, says } = noteRemark(note);
      yield csvLine([number, object?.ok === true, field, says]);
    }
  }
}
