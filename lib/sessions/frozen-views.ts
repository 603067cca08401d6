import type { PlaceView, SellerView } from "./driver-view.model";
import type { SiteEvse } from "./site.queries";

/** The seller as it is shown, and then stored with the session (LAW-43): a later change of the CPO does not alter it. */
export function sellerOf(evse: SiteEvse): SellerView {
  const { cpo } = evse.location;
  return {
    name: cpo.name,
    legalName: cpo.legalName,
    street: cpo.street,
    postalCode: cpo.postalCode,
    city: cpo.city,
    country: cpo.country,
    vatId: cpo.vatId,
    registrationNumber: cpo.registrationNumber,
    supportPhone: cpo.supportPhone,
    supportEmail: cpo.supportEmail,
    supportHours: cpo.supportHours,
    termsUrl: cpo.termsUrl,
    privacyUrl: cpo.privacyUrl,
    imprintUrl: cpo.imprintUrl,
    brandAccent: cpo.brandAccent,
    mode: cpo.mode,
  };
}

/** The place as it is shown, and then stored with the session. */
export function placeOf(evse: SiteEvse): PlaceView {
  const { location } = evse;
  return {
    evseLabel: evse.label,
    evseId: evse.evseId,
    locationName: location.name,
    street: location.street,
    postalCode: location.postalCode,
    city: location.city,
    country: location.country,
    timeZone: location.timeZone,
    currentType: evse.currentType,
    maxPowerW: evse.maxPowerW,
    connectors: evse.connectors.map(({ standard, format }) => ({ standard, format })),
  };
}
