import { notFound } from "next/navigation";
import { readCdr, readFlagged } from "@/lib/billing/cdr.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { CdrView } from "./cdr-view";
import { FlaggedView } from "./flagged-view";

/** A CDR by its id, or a session that has none because it was flagged or dropped, by the session's. */
export default adminPage("cdr.read", async ({ context, scope, zone, now, principal }, route) => {
  const id = uuidParam(route);
  const cdr = id && (await readCdr(context, scope, id));
  const mayDecide = may(principal.role, "cdr.decide");
  if (cdr) return <CdrView cdr={cdr} zone={zone} mayCorrect={mayDecide} />;
  const flagged = id && (await readFlagged(context, scope, id));
  if (!flagged) notFound();
  return <FlaggedView flagged={flagged} zone={zone} now={now} mayDecide={mayDecide} />;
});
