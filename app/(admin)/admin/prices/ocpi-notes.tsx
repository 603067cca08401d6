import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { exchangeWords } from "@/components/admin/prices/exchange-words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { encodeOcpiTariff } from "@/lib/pricing/exchange/encode-ocpi-tariff.rules";
import type { ExchangeNote, OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { CpoRow } from "@/lib/tenants/tenants.queries";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

interface OcpiNotesProps {
  readonly tariff: Tariff;
  readonly cpo: Pick<CpoRow, "countryCode" | "partyId">;
}

/** What each version of OCPI can say of a wholesale tariff, and where a partner would read another price. */
export function OcpiNotes({ tariff, cpo }: OcpiNotesProps) {
  const identity = {
    countryCode: cpo.countryCode,
    partyId: cpo.partyId,
    id: "PREVIEW",
    lastUpdated: new Date(0),
  };
  return (
    <Card title="What partners are told" flush>
      <ul className="divide-y divide-line text-sm">
        {VERSIONS.map((version) => {
          const { publishable, notes } = encodeOcpiTariff(version, tariff, identity);
          return <Version key={version} version={version} publishable={publishable} notes={notes} />;
        })}
      </ul>
    </Card>
  );
}

interface VersionProps {
  readonly version: OcpiVersion;
  readonly publishable: boolean;
  readonly notes: readonly ExchangeNote[];
}

function Version({ version, publishable, notes }: VersionProps) {
  // One sentence per reason: a price per minute in ten bands is said once.
  const said = new Map(notes.map((note) => [note.code, note]));
  const isWhole = notes.every(({ kind }) => kind === "changed");
  const [icon, tone, verdict] = !publishable
    ? ([CircleAlert, "text-red", "can not be published: a partner would show another price"] as const)
    : isWhole
      ? ([CircleCheck, "text-accent-text", "says all of it"] as const)
      : ([TriangleAlert, "text-amber", "does not say all of it"] as const);
  return (
    <li className="flex gap-2 px-4 py-2.5">
      <Icon icon={icon} size={16} className={`mt-0.5 ${tone}`} />
      <div className="min-w-0">
        <p>
          <span className="font-medium">OCPI {version}</span> {verdict}
        </p>
        {[...said.values()].map((note) => (
          <p key={note.code} className={note.blocking ? "text-red" : "text-[13px] text-muted"}>
            {exchangeWords(note.code)}
          </p>
        ))}
      </div>
    </li>
  );
}
