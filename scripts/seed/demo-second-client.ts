import { type DemoClient, holds, hpc, post, price } from "./demo-parts";

/** A client of its own: it shows that nobody sees another client's data. */
export const scheldewatt: DemoClient = {
  name: "Scheldewatt",
  slug: "scheldewatt",
  staff: [{ email: "demo@scheldewatt.example", name: "Jef Peeters", role: "OWNER" }],
  cpos: [
    {
      facts: {
        ...holds,
        holdPresetsAcMinor: [...holds.holdPresetsAcMinor],
        holdPresetsDcMinor: [...holds.holdPresetsDcMinor],
        countryCode: "BE",
        partyId: "SCW",
        name: "Scheldewatt",
        legalName: "Scheldewatt NV",
        street: "Kattendijk 3",
        postalCode: "2000",
        city: "Antwerpen",
        country: "BE",
        vatId: "BE0712345678",
        registrationNumber: null,
        supportPhone: "+32 3 808 20 20",
        supportEmail: "help@scheldewatt.example",
        supportHours: "24/7",
        brandAccent: null,
        vatPercent: "21",
        receiptPrefix: "SCW",
      },
      tariffs: {
        "BE-HPC": { name: "Snelladen", content: price("21", { perKwh: "0.66" }) },
        "BE-AC": {
          name: "Stadsladen",
          content: price("21", { perKwh: "0.49", perMinute: "0.02", startFee: "0.35" }),
        },
      },
      locations: [
        {
          name: "Schelde Laadkade",
          street: "Oude Kaai 88",
          postalCode: "2000",
          city: "Antwerpen",
          country: "BE",
          timeZone: "Europe/Brussels",
          latitude: 51.22341,
          longitude: 4.39712,
          stations: [
            {
              identity: "SCW-ANR-HPC-01",
              name: "Laadkade 1",
              vendor: "Voltara",
              model: "HPC 180",
              evses: [hpc("LK-1", "BE*SCW*E40011", 180_000, "BE-HPC")],
            },
            {
              identity: "SCW-ANR-AC-02",
              name: "Laadkade 2",
              vendor: "Kadewatt",
              model: "Solo 22",
              evses: [post("LK-2", "BE*SCW*E40021", 22_000, "BE-AC")],
            },
          ],
        },
      ],
    },
  ],
};
