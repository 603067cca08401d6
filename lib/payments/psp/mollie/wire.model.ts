import { z } from "zod";

/** Mollie's ids: a prefix and letters and digits, length not fixed. Checked before an id becomes part of an address (SEC-87). */
export const PAYMENT_ID = /^tr_[A-Za-z0-9]{4,64}$/;
export const CAPTURE_ID = /^cpt_[A-Za-z0-9]{4,64}$/;
export const REFUND_ID = /^re_[A-Za-z0-9]{4,64}$/;
export const CHARGEBACK_ID = /^chb_[A-Za-z0-9]{4,64}$/;
export const API_KEY = /^(test|live)_[A-Za-z0-9]{30,100}$/;

const amount = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  value: z.string().regex(/^\d{1,13}(\.\d{1,3})?$/),
});
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "not an instant");
const link = z.object({ href: z.url() });

/** Metadata that we set; anything else is somebody else's. */
const metadata = z.unknown();

export const captureSchema = z.object({
  id: z.string().regex(CAPTURE_ID),
  amount,
  status: z.string(),
  metadata,
});

export const refundSchema = z.object({
  id: z.string().regex(REFUND_ID),
  amount,
  status: z.string(),
  metadata,
});

export const chargebackSchema = z.object({
  id: z.string().regex(CHARGEBACK_ID),
  amount,
  reversedAt: time.nullish(),
});

/** The fields of a payment that we use; all others are left alone, so that a new field at Mollie breaks nothing. */
export const paymentSchema = z.object({
  id: z.string().regex(PAYMENT_ID),
  mode: z.enum(["test", "live"]),
  status: z.string(),
  amount,
  amountCaptured: amount.nullish(),
  metadata,
  method: z.string().nullish(),
  createdAt: time.nullish(),
  captureBefore: time.nullish(),
  expiresAt: time.nullish(),
  details: z
    .object({
      cardLabel: z.string().nullish(),
      cardNumber: z.string().nullish(),
      wallet: z.string().nullish(),
      failureReason: z.string().nullish(),
    })
    .nullish(),
  _links: z.object({ checkout: link.nullish() }).nullish(),
  _embedded: z
    .object({
      captures: z.array(captureSchema).nullish(),
      refunds: z.array(refundSchema).nullish(),
      chargebacks: z.array(chargebackSchema).nullish(),
    })
    .nullish(),
});

export type WirePayment = z.infer<typeof paymentSchema>;
export type WireCapture = z.infer<typeof captureSchema>;
export type WireRefund = z.infer<typeof refundSchema>;

export const profileSchema = z.object({
  id: z.string().regex(/^pfl_[A-Za-z0-9]+$/),
  name: z.string(),
  mode: z.enum(["test", "live"]),
});
export const methodsSchema = z.array(z.object({ id: z.string() }));
