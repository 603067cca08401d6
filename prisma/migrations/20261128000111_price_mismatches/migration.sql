-- Since when the page and the terminals of an EVSE have asked for different prices without a reason (LAW-20).
CREATE TABLE "price_mismatches" (
    "evse_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_mismatches_pkey" PRIMARY KEY ("evse_id")
);

CREATE INDEX "price_mismatches_client_id_idx" ON "price_mismatches"("client_id");

ALTER TABLE "price_mismatches" ADD CONSTRAINT "price_mismatches_evse_id_fkey"
  FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CALL protect_tenant_table('price_mismatches', 'client_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON "price_mismatches" TO kerbwatt_app;
