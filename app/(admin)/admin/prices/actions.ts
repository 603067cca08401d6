"use server";

import { redirect } from "next/navigation";
import { createElement, Fragment } from "react";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { listTariffs, readTariff } from "@/lib/pricing/prices.queries";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { todayAt } from "@/lib/pricing/simulate.rules";
import { adminAction } from "../../_guard/admin-action";
import { asSold, cpoInScope, draftForm, JSON_MAX, placesOf, tariffOfDraft } from "./draft";
import { OcpiNotes } from "./ocpi-notes";
import { Report } from "./report";

/** Checks a draft and shows what it means; changes nothing. */
export const checkPrice = adminAction(
  "pricing.write",
  draftForm,
  async (admin, draft) => {
    const cpo = cpoInScope(admin, draft.cpoId);
    const written = tariffOfDraft(draft, cpo.currency);
    const tariff = await asSold(admin, cpo.id, written);
    const places = await placesOf(admin, cpo);
    const place = places.find(({ id }) => id === draft.charger) ?? places[0];
    if (!place) throw new AppError("not_found", "evse_unknown", "no such charger");
    const all = await listTariffs(admin.context, admin.scope, draft.kind);
    const used = all.find(({ code, cpoId }) => code === draft.code && cpoId === cpo.id)?.evses ?? [];
    const trial = {
      energyWh: Math.round(Number(draft.tryKwh) * 1000),
      minutes: draft.tryMinutes,
      idleMinutes: draft.tryIdle,
      startedAt: todayAt(draft.tryStart, admin.now, place.timeZone),
    };
    const said = draft.kind === "WHOLESALE" ? createElement(OcpiNotes, { tariff: written, cpo }) : null;
    const props = { tariff, cpo, place, evses: used, trial, now: admin.now, kind: draft.kind };
    const content = createElement(Fragment, null, createElement(Report, props), said);
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
      kind: draft.kind,
      content: tariffOfDraft(draft, cpo.currency),
      actor: { userId, name },
      expectedHash: draft.expectedHash === "" ? null : draft.expectedHash,
      ...(draft.note === "" ? {} : { note: draft.note }),
    });
    if (draft.expectedHash === "")
      redirect(`/admin/prices/${tariffId}${draft.kind === "RETAIL" ? "?view=chargers" : ""}`);
    return draft.kind === "RETAIL"
      ? "Published. The next driver who scans sees this price."
      : "Published. Partners and terminals are told at once.";
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
