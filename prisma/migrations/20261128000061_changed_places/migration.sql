-- What has changed since a partner asked last: its EVSEs, and the stations that came or went.
DROP INDEX "evses_client_id_idx";
CREATE INDEX "evses_client_id_updated_at_idx" ON "evses"("client_id", "updated_at");
CREATE INDEX stations_came_or_went ON stations (client_id, greatest(connected_at, disconnected_at));
