-- The what-if reads the CDRs of a month in the order of their start, a page at a time.
CREATE INDEX "cdrs_client_id_started_at_id_idx" ON "cdrs"("client_id", "started_at", "id");
