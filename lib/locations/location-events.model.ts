/** What happens to places, for the rooms above: partners must hear of it. */
export const LOCATION_EVENTS = {
  /** Status of an EVSE, or of the connection of its station, has changed. */
  evseChanged: "location.evse_changed",
  /** Master data of a location or of something in it has changed. */
  changed: "location.changed",
} as const;
