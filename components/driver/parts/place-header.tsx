import type { PlaceView } from "@/lib/sessions/driver-view.model";
import { connectorKey } from "../connector.rules";
import { Icon } from "../icons";
import type { Ui } from "../ui";

/** Which charger this is, exactly as its sticker says, so that a wrong one is noticed before paying (UX-6, SEC-2). */
export function PlaceHeader({ ui, place }: { readonly ui: Ui; readonly place: PlaceView }) {
  const { t, f } = ui;
  const current = t(place.currentType === "DC" ? "place.dc" : "place.ac");
  return (
    <div className="place">
      <h1>
        <ChargerName ui={ui} label={place.evseLabel} />
      </h1>
      <p className="m">
        {place.locationName}, {place.street}, {place.city}
      </p>
      <p className="spec m">
        <span>
          <Icon name="plug" />
          {place.connectors
            .map(
              ({ standard, format }) =>
                `${t(connectorKey(standard))} (${t(format === "CABLE" ? "place.cable" : "place.socket")})`,
            )
            .join(", ")}
        </span>
        <span>
          <Icon name="bolt" />
          {t("place.power", { current, power: f.power(place.maxPowerW) })}
        </span>
      </p>
    </div>
  );
}

/** "Charger" and the label on a plate like the sticker's. */
export function ChargerName({ ui, label }: { readonly ui: Ui; readonly label: string }) {
  const [before = "", after = ""] = ui.t("place.charger", { label: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <span className="plate">{label}</span>
      {after}
    </>
  );
}
