-- Accounts show the last four characters of their key and know the profile that it opens (SEC-90).
ALTER TABLE "psp_accounts"
  ADD COLUMN "key_last4" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "profile_id" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "profile_name" TEXT NOT NULL DEFAULT '';
ALTER TABLE "psp_accounts"
  ALTER COLUMN "key_last4" DROP DEFAULT,
  ALTER COLUMN "profile_id" DROP DEFAULT,
  ALTER COLUMN "profile_name" DROP DEFAULT;

-- One working account per CPO, provider and mode; payments keep the account they were made with.
CREATE UNIQUE INDEX psp_accounts_one_enabled ON psp_accounts (cpo_id, psp, mode) WHERE disabled_at IS NULL;

ALTER TABLE "payments" ADD COLUMN "charged_back_minor" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "payments" ADD CONSTRAINT charged_back_not_negative CHECK (charged_back_minor >= 0);

ALTER TABLE "psp_calls" ADD COLUMN "lease_until" TIMESTAMPTZ(3);

-- The admin lists page through payments of one client, newest first.
CREATE INDEX payments_list ON payments (client_id, created_at DESC, id DESC);
