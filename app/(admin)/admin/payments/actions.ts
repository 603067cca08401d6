"use server";

import { z } from "zod";
import { readPayment } from "@/lib/billing/admin.queries";
import { AppError } from "@/lib/core/errors";
import { requestRefund } from "@/lib/payments/request-refund";
import { refundLimit } from "@/lib/tenants/access.rules";
import { parametersFor } from "@/lib/tenants/parameters.model";
import { adminAction, audit } from "../../_guard/admin-action";
import { reasonField, typedAmount } from "../../_guard/fields";

/** Gives money back to the card that paid, in full or in part. */
export const refundPayment = adminAction(
  "payment.refund",
  z.strictObject({ paymentId: z.uuid(), amount: z.string().max(20), reason: reasonField }),
  async (admin, { paymentId, amount, reason }) => {
    const { clientId, userId, role } = admin.principal;
    const payment = await readPayment(admin.context, admin.scope, paymentId);
    const cpo = admin.client.cpos.find((candidate) => candidate.id === payment?.cpoId);
    if (!payment || !cpo) throw new AppError("not_found", "payment", "not in the scope");
    const amountMinor = typedAmount(amount, payment.currency);
    if (amountMinor === null) throw new AppError("validation", "refund_amount", "no amount");
    const limitMinor = refundLimit(role, parametersFor(cpo));
    if (amountMinor > limitMinor) {
      const { currency } = payment;
      throw new AppError("forbidden", "refund_above_role", "above the role's limit", {
        limitMinor,
        currency,
      });
    }
    await requestRefund(admin.context, { clientId, paymentId, amountMinor, reason, userId });
    await audit(admin, {
      action: "payment.refund_ordered",
      objectType: "payment",
      objectId: paymentId,
      reason,
      after: { amountMinor, currency: payment.currency },
    });
    return "The refund is on its way.";
  },
);
