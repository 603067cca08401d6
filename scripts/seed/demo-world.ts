import { calibrated, type DemoClient, holds, hpc, post, price } from "./demo-parts";
import { scheldewatt } from "./demo-second-client";

const noordlicht: DemoClient = {
  name: "Noordlicht Mobiliteit",
  slug: "noordlicht",
  staff: [
    { email: "demo@kerbwatt.example", name: "Sanne de Wit", role: "OWNER" },
    { email: "support@kerbwatt.example", name: "Milan Bakker", role: "SUPPORT" },
  ],
  cpos: [
    {
      facts: {
        ...holds,
        holdPresetsAcMinor: [...holds.holdPresetsAcMinor],
        holdPresetsDcMinor: [...holds.holdPresetsDcMinor],
        countryCode: "NL",
        partyId: "NLM",
        name: "Noordlicht Laden",
        legalName: "Noordlicht Laadnetwerk B.V.",
        street: "Havenkade 12",
        postalCode: "1013 AB",
        city: "Amsterdam",
        country: "NL",
        vatId: "NL864201357B01",
        registrationNumber: "KvK 81234567",
        supportPhone: "+31 20 240 0100",
        supportEmail: "hulp@noordlicht.example",
        supportHours: "24/7",
        brandAccent: null,
        vatPercent: "21",
        receiptPrefix: "NLM",
      },
      tariffs: {
        "NL-HPC": {
          name: "Fast charging",
          content: price("21", {
            perKwh: "0.69",
            idle: { perMinute: "0.25", graceMinutes: 15, capMinor: 1500 },
          }),
        },
        "NL-CITY": {
          name: "City, cheaper at night",
          content: price("21", {
            perKwh: "0.45",
            startFee: "0.50",
            timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.36" }],
          }),
        },
      },
      locations: [
        {
          name: "Snellaadplein Utrecht-Zuid",
          street: "Rijksstraatweg 201",
          postalCode: "3525 KA",
          city: "Utrecht",
          country: "NL",
          timeZone: "Europe/Amsterdam",
          latitude: 52.05412,
          longitude: 5.09671,
          stations: [
            {
              identity: "NLM-UTR-HPC-01",
              name: "Utrecht-Zuid 1",
              vendor: "Voltara",
              model: "HPC 300 duo",
              evses: [
                hpc("UZ-1A", "NL*NLM*E10011", 300_000, "NL-HPC"),
                hpc("UZ-1B", "NL*NLM*E10012", 300_000, "NL-HPC"),
              ],
            },
          ],
        },
        {
          name: "Parkeergarage Museumkwartier",
          street: "Museumlaan 44",
          postalCode: "1071 CX",
          city: "Amsterdam",
          country: "NL",
          timeZone: "Europe/Amsterdam",
          latitude: 52.35811,
          longitude: 4.88104,
          stations: [
            {
              identity: "NLM-AMS-AC-07",
              name: "Museumkwartier 7",
              vendor: "Kadewatt",
              model: "Duo 22",
              evses: [
                post("MK-7L", "NL*NLM*E20071", 22_000, "NL-CITY"),
                { ...post("MK-7R", "NL*NLM*E20072", 22_000, "NL-CITY"), plugPolicy: "PLUG_FIRST" },
              ],
            },
          ],
        },
      ],
    },
    {
      facts: {
        ...holds,
        holdPresetsAcMinor: [...holds.holdPresetsAcMinor],
        holdPresetsDcMinor: [...holds.holdPresetsDcMinor],
        countryCode: "DE",
        partyId: "NLD",
        name: "Nordlicht Ladenetz",
        legalName: "Nordlicht Ladenetz GmbH",
        street: "Am Sandtorkai 7",
        postalCode: "20457",
        city: "Hamburg",
        country: "DE",
        vatId: "DE318274650",
        registrationNumber: "HRB 148211 Hamburg",
        supportPhone: "+49 40 8090 200",
        supportEmail: "hilfe@nordlicht.example",
        supportHours: "24/7",
        brandAccent: "#0b6b8f",
        vatPercent: "19",
        receiptPrefix: "NLD",
      },
      tariffs: {
        "DE-HPC": {
          name: "Schnellladen",
          content: price("19", {
            perKwh: "0.64",
            idle: { perMinute: "0.20", graceMinutes: 30, capMinor: 1200 },
          }),
        },
        "DE-AC": {
          name: "Normalladen",
          content: price("19", {
            perKwh: "0.52",
            idle: { perMinute: "0.10", graceMinutes: 240, capMinor: 1200 },
          }),
        },
      },
      locations: [
        {
          name: "Hafenquartier Hamburg",
          street: "Elbkaistraße 18",
          postalCode: "20457",
          city: "Hamburg",
          country: "DE",
          timeZone: "Europe/Berlin",
          latitude: 53.54102,
          longitude: 9.98871,
          stations: [
            {
              identity: "NLD-HAM-HPC-01",
              name: "Hafenquartier 1",
              vendor: "Voltara",
              model: "HPC 150",
              evses: [
                calibrated({
                  ...hpc("HQ-1", "DE*NLD*E30011", 150_000, "DE-HPC"),
                  plugPolicy: "PAY_FIRST",
                }),
              ],
            },
            {
              identity: "NLD-HAM-AC-02",
              name: "Hafenquartier 2",
              vendor: "Kadewatt",
              model: "Solo 11",
              evses: [calibrated(post("HQ-2", "DE*NLD*E30021", 11_000, "DE-AC"))],
            },
          ],
        },
      ],
    },
  ],
};

/** The believable world of the demo: names and places are invented, cities and laws are not. */
export const DEMO_CLIENTS: readonly DemoClient[] = [noordlicht, scheldewatt];
