import { isRecord, type Json } from "./envelope.rules";
import { OCPI_VERSIONS, type OcpiVersion } from "./versions.rules";

export type ObjectKind = "location" | "evse" | "connector" | "tariff" | "session" | "cdr";

/**
 * Fields that an object must have and fields that only another version has. A name with a version in brackets holds for
 * that version; "2.2+" stands for 2.2.1 and 2.3.0. Read from the field tables of the specification.
 */
const REQUIRED: Readonly<Record<ObjectKind, string>> = {
  location:
    "id address city country coordinates last_updated type[2.1.1] postal_code[2.1.1] country_code[2.2+] party_id[2.2+] publish[2.2+] time_zone[2.2+]",
  evse: "uid status connectors last_updated",
  connector:
    "id standard format power_type last_updated voltage[2.1.1] amperage[2.1.1] max_voltage[2.2+] max_amperage[2.2+]",
  tariff: "id currency elements last_updated country_code[2.2+] party_id[2.2+] tax_included[2.3.0]",
  session:
    "id kwh auth_method currency status last_updated start_datetime[2.1.1] auth_id[2.1.1] location[2.1.1] country_code[2.2+] party_id[2.2+] start_date_time[2.2+] cdr_token[2.2+] location_id[2.2+] evse_uid[2.2+] connector_id[2.2+]",
  cdr: "id start_date_time auth_method currency charging_periods total_cost total_energy total_time last_updated stop_date_time[2.1.1] auth_id[2.1.1] location[2.1.1] country_code[2.2+] party_id[2.2+] end_date_time[2.2+] cdr_token[2.2+] cdr_location[2.2+]",
};

const holds = (mark: string | undefined, version: OcpiVersion) =>
  mark === undefined || mark === version || (mark === "2.2+" && version !== "2.1.1");

interface Rule {
  readonly field: string;
  readonly mark: string | undefined;
}

const rulesOf = (kind: ObjectKind): Rule[] =>
  REQUIRED[kind].split(" ").map((entry) => {
    const match = /^(\w+)(?:\[(.+)\])?$/.exec(entry);
    return { field: match?.[1] ?? entry, mark: match?.[2] };
  });

/** RFC 3339 in UTC with Z or nothing; an offset is not allowed (types 16.3). */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/;
const DATE_FIELD = /^(last_updated|(start|end|stop)_date_?time)$/;

/** The shape of a Price in each version. */
function priceComplaint(name: string, value: unknown, version: OcpiVersion): string[] {
  if (value === undefined) return [];
  const fits =
    version === "2.1.1"
      ? typeof value === "number"
      : isRecord(value) && typeof value[version === "2.2.1" ? "excl_vat" : "before_taxes"] === "number";
  return fits ? [] : [`${name} has not the shape of ${version}`];
}

function walk(value: unknown, path: string, complaints: string[]): void {
  if (value === null) complaints.push(`${path} is null`);
  if (Array.isArray(value)) {
    value.forEach((entry, index) => {
      walk(entry, `${path}[${index}]`, complaints);
    });
  }
  if (!isRecord(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (DATE_FIELD.test(key) && !(typeof entry === "string" && DATE_TIME.test(entry) && entry.length <= 25)) {
      complaints.push(`${here} is no DateTime of OCPI`);
    }
    walk(entry, here, complaints);
  }
}

function fieldComplaints(kind: ObjectKind, object: Json, version: OcpiVersion, at: string): string[] {
  return rulesOf(kind).flatMap(({ field, mark }) => {
    const present = object[field] !== undefined;
    if (holds(mark, version)) return present ? [] : [`${at}${field} is missing`];
    const elsewhere = OCPI_VERSIONS.some((other) => other !== version && holds(mark, other));
    const known = kind === "location" && (field === "postal_code" || field === "time_zone");
    const extra = kind === "tariff" && field === "tax_included";
    return present && elsewhere && !known && !extra ? [`${at}${field} does not exist in ${version}`] : [];
  });
}

/** What a PATCH breaks: since 2.2 it names last_updated; nulls and dates as everywhere. */
export function patchComplaints(patch: Json, version: OcpiVersion): string[] {
  const complaints =
    version !== "2.1.1" && patch.last_updated === undefined ? ["PATCH without last_updated"] : [];
  walk(patch, "", complaints);
  return complaints;
}

const children = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** What an object of the CPO breaks in the specification of its version; empty when it is fine. */
export function objectComplaints(kind: ObjectKind, object: Json, version: OcpiVersion): string[] {
  const complaints = fieldComplaints(kind, object, version, "");
  walk(object, "", complaints);
  if (kind === "session" || kind === "cdr") {
    complaints.push(...priceComplaint("total_cost", object.total_cost, version));
  }
  if (kind === "evse") {
    for (const [index, child] of children(object.connectors).entries()) {
      complaints.push(...fieldComplaints("connector", child, version, `connectors[${index}].`));
    }
  }
  if (kind === "location") {
    for (const [index, evse] of children(object.evses).entries()) {
      complaints.push(...fieldComplaints("evse", evse, version, `evses[${index}].`));
      for (const [position, child] of children(evse.connectors).entries()) {
        const at = `evses[${index}].connectors[${position}].`;
        complaints.push(...fieldComplaints("connector", child, version, at));
      }
    }
  }
  return complaints.slice(0, 50);
}
