-- Which version a price had since when, by whom: the history that the portal shows (LAW-14, REL-11, ADM-24).
CREATE TABLE "tariff_revisions" (
    "client_id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" UUID,
    "by_name" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "tariff_revisions_pkey" PRIMARY KEY ("tariff_id","number")
);

CREATE INDEX "tariff_revisions_client_id_idx" ON "tariff_revisions"("client_id");

ALTER TABLE "tariff_revisions" ADD CONSTRAINT "tariff_revisions_tariff_id_fkey"
  FOREIGN KEY ("tariff_id") REFERENCES "tariffs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "tariff_revisions" ADD CONSTRAINT "tariff_revisions_client_id_hash_fkey"
  FOREIGN KEY ("client_id", "hash") REFERENCES "tariff_versions"("client_id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The prices that are there begin their history with what is current. Row-level security is forced, hence the scope.
SELECT set_config('app.scope', 'system', true);
INSERT INTO "tariff_revisions" ("client_id", "tariff_id", "number", "hash", "published_at", "by_name")
  SELECT "client_id", "id", 1, "current_hash", "updated_at", 'before the history began' FROM "tariffs";
SELECT set_config('app.scope', '', true);

CALL protect_tenant_table('tariff_revisions', 'client_id');
GRANT SELECT, INSERT ON "tariff_revisions" TO kerbwatt_app;
REVOKE UPDATE, DELETE ON "tariff_revisions" FROM kerbwatt_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "tariff_revisions"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
