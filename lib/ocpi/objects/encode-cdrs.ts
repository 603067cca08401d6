import type { Context } from "@/lib/db/context";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { Encoded } from "../exchange/codec.model";
import { codecOf } from "../versions/registry";
import { DEFAULT_SETTINGS } from "../wire/context.model";
import { exportCdrPage } from "./export-cdrs.queries";

const PAGE = 200;

/** A CDR as a version writes it; `object` is null when its place is gone, so that no OCPI object can be made of it. */
export interface EncodedCdr {
  readonly number: string;
  readonly object: Encoded | null;
}

/** All CDRs of the scope as objects of one OCPI version, oldest first, with the memory of one page. */
export async function* encodeCdrs(
  context: Context,
  scope: AdminScope,
  version: OcpiVersion,
  since: Date | null,
): AsyncGenerator<EncodedCdr, void> {
  const codec = codecOf(version);
  for (let after: { createdAt: Date; id: string } | null = null; ; ) {
    const page: Awaited<ReturnType<typeof exportCdrPage>> = await exportCdrPage(
      context,
      scope,
      since,
      after,
      PAGE,
    );
    for (const { number, cdr } of page.cdrs)
      yield { number, object: cdr === null ? null : codec.cdr(cdr, DEFAULT_SETTINGS) };
    if (page.next === null) return;
    after = page.next;
  }
}
