-- One handshake of a connection at a time, whoever has begun it. Its id is needed to finish it, so that a late answer changes
-- nothing after another handshake; the lease ends the claim of a process that has died.
ALTER TABLE "subscriptions" ADD COLUMN "handshake_id" UUID, ADD COLUMN "handshake_by" TEXT, ADD COLUMN "offered_version" TEXT;
SELECT set_config('app.scope', 'system', true);
UPDATE "subscriptions" SET "handshake_until" = NULL WHERE "handshake_until" IS NOT NULL;
ALTER TABLE "subscriptions"
  ADD CONSTRAINT "subscriptions_handshake_whole" CHECK (
    num_nulls("handshake_id", "handshake_by", "handshake_until") IN (0, 3) AND coalesce("handshake_by" IN ('us', 'partner'), true)),
  -- Our credentials are out by POST: afterwards the connection is registered, or the offer was withdrawn.
  ADD CONSTRAINT "subscriptions_offered_before_registered" CHECK ("offered_version" IS NULL OR "state" = 'APPROVED');

-- A token of ours is accepted when its handshake is finished; before that the partner may still refuse it.
ALTER TABLE "ocpi_credentials" ADD COLUMN "accepted_at" TIMESTAMPTZ(3);
UPDATE "ocpi_credentials" SET "accepted_at" = "created_at" WHERE "purpose" = 'PARTNER';
SELECT set_config('app.scope', '', true);
