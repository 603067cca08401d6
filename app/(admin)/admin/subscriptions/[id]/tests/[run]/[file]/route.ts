import { readReport } from "@/lib/conformance/report/read-report";
import { renderReport } from "@/lib/conformance/report/render-report";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { providerOf } from "@/lib/terminals/registry";
import { audit } from "../../../../../../_guard/admin-action";
import { adminRoute } from "../../../../../../_guard/admin-route";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The report of a run for both sides, as report.pdf or report.json (ADM-19). */
export const GET = adminRoute("journal.read", async (admin, _request, { id = "", run = "", file = "" }) => {
  const { context, scope } = admin;
  const found = UUID.test(id) ? await readSubscription(context, scope, id) : null;
  if (!found || !UUID.test(run) || !["report.pdf", "report.json"].includes(file))
    return new Response(null, { status: 404 });
  const ref = { clientId: scope.clientId, subscriptionId: found.id, runId: run };
  const report = await readReport(context, ref, providerOf(found.provider).name);
  if (report === null) return new Response(null, { status: 404 });
  await audit(admin, { action: "export.made", objectType: "export", objectId: `conformance-${run}` });
  const name = `conformance-${found.partyId ?? "connection"}-run-${report.number}`;
  return file === "report.pdf"
    ? send(Buffer.from(await renderReport(report)), "application/pdf", `${name}.pdf`)
    : send(JSON.stringify(report, null, 2), "application/json; charset=utf-8", `${name}.json`);
});

function send(body: BodyInit, type: string, name: string): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
}
