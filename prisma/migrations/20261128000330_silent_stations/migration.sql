-- A station whose socket is open and that says nothing does not count as online; partners are told when that begins and ends.
ALTER TABLE "stations" ADD COLUMN "is_silent" BOOLEAN NOT NULL DEFAULT false, ADD COLUMN "silence_told_at" TIMESTAMPTZ(3);

DROP INDEX stations_came_or_went;
CREATE INDEX stations_came_or_went ON stations (client_id, greatest(connected_at, disconnected_at, silence_told_at));

-- The EVSE's time of change moves with it.
CREATE TRIGGER tell_partners_of_silence AFTER UPDATE ON stations FOR EACH ROW
  WHEN (OLD.silence_told_at IS DISTINCT FROM NEW.silence_told_at)
  EXECUTE FUNCTION tell_station_changed();
