import { Download, RefreshCw } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { count } from "@/components/admin/format";
import { Notice } from "@/components/admin/notice";
import { Empty, PageHead, Pairs } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { env } from "@/lib/env";
import { readSticker } from "@/lib/locations/admin.queries";
import { stickerUrl } from "@/lib/locations/sticker-code";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { qrPath } from "../../../_guard/sticker-svg";
import { issueSticker } from "../actions";

const FILES = [
  ["sticker.svg", "Sticker, SVG"],
  ["code.svg", "Code only, SVG"],
  ["code.png", "Code only, PNG"],
] as const;

export default adminPage("sticker.read", async ({ context, scope, zone, principal }, route) => {
  const id = uuidParam(route);
  const evse = id && (await readSticker(context, scope, id));
  if (!evse) notFound();
  const active = evse.qrCodes.find((code) => code.state === "ACTIVE");
  const mayIssue = may(principal.role, "sticker.issue");
  return (
    <>
      <PageHead
        back={{ href: "/admin/stickers", label: "Stickers" }}
        title={`Sticker of ${evse.label}`}
        badge={<Status of="qr" state={active?.state ?? "NONE"} />}
        detail={`${evse.location.name}, ${evse.location.city}`}
        actions={
          mayIssue ? (
            <ActDialog
              label={
                <>
                  <Icon icon={RefreshCw} size={14} /> {active ? "Replace the code" : "Issue a code"}
                </>
              }
              tone={active ? "danger" : "primary"}
              title={active ? `Replace the code of ${evse.label}?` : `Issue a code for ${evse.label}?`}
              consequence={
                active
                  ? "The sticker that is on the charger now stops working at once; who scans it reads that it was replaced. Print and place the new one."
                  : "Drivers can scan and pay here as soon as the sticker is placed."
              }
              confirm={active ? "Replace" : "Issue"}
              action={issueSticker}
              values={{ evseId: evse.id }}
            />
          ) : null
        }
      />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Card title="As it is printed">
          {active ? (
            <Preview code={active.code} label={evse.label} cpo={evse.location.cpo} />
          ) : (
            <Empty title="No working code">Issue one to print the sticker.</Empty>
          )}
        </Card>
        <div className="flex flex-col gap-4">
          {active ? (
            <Card title="Files for the printer">
              <div className="flex flex-wrap gap-2">
                {FILES.map(([file, label]) => (
                  <a
                    key={file}
                    className={buttonClass("secondary", "small")}
                    href={`/admin/stickers/${evse.id}/${file}`}
                    download
                  >
                    <Icon icon={Download} size={14} /> {label}
                  </a>
                ))}
              </div>
              <div className="mt-3">
                <Notice tone="accent">
                  A7, 74 × 105 mm. Use a scratch-proof laminate, and place it beside the plug, not on a moving
                  part.
                </Notice>
              </div>
            </Card>
          ) : null}
          <Card title="Charger">
            <Pairs
              pairs={[
                ["EVSE id", evse.evseId],
                [
                  "Station",
                  <Link
                    key="s"
                    className="underline decoration-line underline-offset-2"
                    href={`/admin/stations/${evse.station.id}`}
                  >
                    {evse.station.name}
                  </Link>,
                ],
                ["Operator", evse.location.cpo.legalName],
              ]}
            />
          </Card>
          <Card title="Codes so far" flush>
            <ul className="divide-y divide-line text-sm">
              {evse.qrCodes.map((code) => (
                <li key={code.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                  <code className="text-[13px]">{code.code}</code>
                  <Status of="qr" state={code.state} />
                  <span className="text-muted">
                    issued <Time at={code.createdAt} zone={zone} style="date" />
                  </span>
                  <span className="tabular ml-auto text-muted">
                    {count(code.scanCount)} scans, last <Time at={code.lastScanAt} zone={zone} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
    </>
  );
});

interface PreviewProps {
  readonly code: string;
  readonly label: string;
  readonly cpo: { readonly name: string; readonly supportPhone: string };
}

/** Always black on white, as on paper. */
function Preview({ code, label, cpo }: PreviewProps) {
  const base = new URL(env().PUBLIC_URL);
  const { path, size } = qrPath(stickerUrl(base.origin, code));
  return (
    <figure className="sticker-paper mx-auto flex max-w-60 flex-col items-center gap-2 rounded-lg border border-line p-5 text-center">
      <p className="text-sm font-semibold">{cpo.name}</p>
      <p className="text-2xl leading-7 font-bold">{label}</p>
      <svg
        viewBox={`0 0 ${size} ${size}`}
        className="w-44 fill-current"
        shapeRendering="crispEdges"
        role="img"
      >
        <title>{`QR code to ${base.host}/c/${code}`}</title>
        <path d={path} />
      </svg>
      <p className="text-[13px] font-semibold break-all">
        {base.host}/c/{code}
      </p>
      <p className="text-[13px]">Help: {cpo.supportPhone}</p>
    </figure>
  );
}
