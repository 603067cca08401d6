"use server";

import { redirect } from "next/navigation";
import { createElement } from "react";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { listTariffs, readTariff } from "@/lib/pricing/prices.queries";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { todayAt } from "@/lib/pricing/simulate.rules";
import { adminAction } from "../../_guard/admin-action";
import { cpoInScope, draftForm, JSON_MAX, placesOf, tariffOfDraft } from "./draft";
import { Report } from "./report";

/** Checks a draft and shows what it means; changes nothing. */
export const checkPrice = adminAction(
  "pricing.write",
  draftForm,
  async (admin, draft) => {
    const cpo = cpoInScope(admin, draft.cpoId);
    const tariff = tariffOfDraft(draft, cpo.currency);
    const places = await placesOf(admin, cpo);
    const place = places.find(({ id }) => id === draft.charger) ?? places[0];
    if (!place) throw new AppError("not_found", "evse_unknown", "no such charger");
    const all = await listTariffs(admin.context, admin.scope);
    const used = all.find(({ code, cpoId }) => code === draft.code && cpoId === cpo.id)?.evses ?? [];
    const trial = {
      energyWh: Math.round(Number(draft.tryKwh) * 1000),
      minutes: draft.tryMinutes,
      idleMinutes: draft.tryIdle,
      startedAt: todayAt(draft.tryStart, admin.now, place.timeZone),
    };
    const content = createElement(Report, { tariff, cpo, place, evses: used, trial, now: admin.now });
    return { message: "The draft is shown beside. Nothing is published yet.", content };
  },
  JSON_MAX,
);

/** Publishes a draft, as a new price or as the next version of one. */
export const publishPrice = adminAction(
  "pricing.write",
  draftForm,
  async (admin, draft) => {
    const cpo = cpoInScope(admin, draft.cpoId);
    const { clientId, userId, name } = admin.principal;
    const { tariffId } = await publishTariff(admin.context, {
      clientId,
      cpoId: cpo.id,
      code: draft.code,
      name: draft.name,
      kind: "RETAIL",
      content: tariffOfDraft(draft, cpo.currency),
      actor: { userId, name },
      expectedHash: draft.expectedHash === "" ? null : draft.expectedHash,
      ...(draft.note === "" ? {} : { note: draft.note }),
    });
    if (draft.expectedHash === "") redirect(`/admin/prices/${tariffId}?view=chargers`);
    return "Published. The next driver who scans sees this price.";
  },
  JSON_MAX,
);

/** Gives chargers a price. */
export const assignPrice = adminAction(
  "pricing.write",
  z.strictObject({ tariffId: z.uuid(), evseIds: z.string().min(36, "Choose a charger.").max(40_000) }),
  async (admin, { tariffId, evseIds }) => {
    if (!(await readTariff(admin.context, admin.scope, tariffId)))
      throw new AppError("not_found", "tariff_unknown", "the price is not in the scope");
    const { clientId, userId, name } = admin.principal;
    const ids = z.array(z.uuid()).min(1).max(1_000).parse(evseIds.split(","));
    const { changed } = await assignTariff(admin.context, {
      clientId,
      evseIds: ids,
      tariffId,
      actor: { userId, name },
    });
    return `${changed} ${changed === 1 ? "charger sells" : "chargers sell"} at this price now.`;
  },
  40_000,
);
