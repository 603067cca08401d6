-- What processes remember of partners and of locations, so that they need not ask at every request (lib/db/change-watch.ts).
-- Triggers, so that nobody forgets to tell. What changes with every message of a station or a partner is not told.

-- 'ocpi_partner_changed': the id of a connection, or nothing when it may be any.
CREATE FUNCTION tell_partner_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_partner_changed', '');
  RETURN NULL;
END
$$;
CREATE FUNCTION tell_connection_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_partner_changed', NEW.id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER UPDATE ON subscriptions FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{last_inbound_at,last_outbound_at,handshake_until,updated_at}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{last_inbound_at,last_outbound_at,handshake_until,updated_at}'::text[])
  EXECUTE FUNCTION tell_connection_changed();
-- A token that comes may make another one ambiguous (SEC-77).
CREATE TRIGGER tell_partners AFTER INSERT OR DELETE ON ocpi_credentials FOR EACH ROW EXECUTE FUNCTION tell_partner_changed();
CREATE TRIGGER tell_partners_of_change AFTER UPDATE ON ocpi_credentials FOR EACH ROW
  WHEN (OLD.purpose = 'REGISTRATION' OR to_jsonb(OLD) - 'used_at' IS DISTINCT FROM to_jsonb(NEW) - 'used_at')
  EXECUTE FUNCTION tell_partner_changed();
CREATE TRIGGER tell_partners AFTER INSERT OR UPDATE OR DELETE ON subscription_cpos FOR EACH ROW
  EXECUTE FUNCTION tell_partner_changed();

-- 'ocpi_place_changed': 'location <id>' for what stands in one location, 'list <client>' for which locations there are,
-- 'client <client>' for what stands in all of them.
CREATE FUNCTION tell_location_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR NEW.cpo_id <> OLD.cpo_id OR NEW.created_at <> OLD.created_at THEN
    PERFORM pg_notify('ocpi_place_changed', 'list ' || coalesce(NEW.client_id, OLD.client_id));
  END IF;
  PERFORM pg_notify('ocpi_place_changed', 'location ' || coalesce(NEW.id, OLD.id));
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER INSERT OR UPDATE OR DELETE ON locations FOR EACH ROW EXECUTE FUNCTION tell_location_changed();

-- For tables with a location_id.
CREATE FUNCTION tell_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM pg_notify('ocpi_place_changed', 'location ' || OLD.location_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pg_notify('ocpi_place_changed', 'location ' || NEW.location_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER INSERT OR UPDATE OR DELETE ON evses FOR EACH ROW EXECUTE FUNCTION tell_part_changed();
CREATE TRIGGER tell_partners AFTER INSERT OR UPDATE OR DELETE ON terminal_assignments FOR EACH ROW
  EXECUTE FUNCTION tell_part_changed();

CREATE FUNCTION tell_connector_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_place_changed', 'location ' || location_id)
  FROM evses WHERE id IN (NEW.evse_id, OLD.evse_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER INSERT OR UPDATE OR DELETE ON connectors FOR EACH ROW EXECUTE FUNCTION tell_connector_changed();

CREATE FUNCTION tell_station_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_place_changed', 'location ' || location_id) FROM evses WHERE station_id = NEW.id;
  RETURN NULL;
END
$$;
-- The last condition: it is heard of again after a silence of two heartbeats, during which it did not count as online.
CREATE TRIGGER tell_partners AFTER UPDATE ON stations FOR EACH ROW
  WHEN (OLD.state <> NEW.state
        OR OLD.tariff_code IS DISTINCT FROM NEW.tariff_code
        OR OLD.connected_at IS DISTINCT FROM NEW.connected_at
        OR OLD.disconnected_at IS DISTINCT FROM NEW.disconnected_at
        OR OLD.heartbeat_interval_s <> NEW.heartbeat_interval_s
        OR (OLD.gateway_id IS NULL) <> (NEW.gateway_id IS NULL)
        OR NEW.last_seen_at < OLD.last_seen_at
        OR OLD.last_seen_at IS NULL AND NEW.last_seen_at IS NOT NULL
        OR NEW.last_seen_at IS NULL AND OLD.last_seen_at IS NOT NULL
        OR NEW.last_seen_at > OLD.last_seen_at + OLD.heartbeat_interval_s * interval '2 seconds')
  EXECUTE FUNCTION tell_station_changed();

CREATE FUNCTION tell_terminal_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_place_changed', 'location ' || location_id)
  FROM terminal_assignments WHERE terminal_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER UPDATE ON terminals FOR EACH ROW WHEN (OLD.state <> NEW.state)
  EXECUTE FUNCTION tell_terminal_changed();

-- For tables whose rows say something about all locations of a client: which codes have a wholesale tariff, who the operator is.
CREATE FUNCTION tell_client_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_place_changed', 'client ' || coalesce(NEW.client_id, OLD.client_id));
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER INSERT OR DELETE ON tariffs FOR EACH ROW EXECUTE FUNCTION tell_client_changed();
CREATE TRIGGER tell_partners_of_change AFTER UPDATE ON tariffs FOR EACH ROW
  WHEN (OLD.code <> NEW.code OR OLD.kind <> NEW.kind OR OLD.cpo_id <> NEW.cpo_id)
  EXECUTE FUNCTION tell_client_changed();

CREATE FUNCTION tell_cpo_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ocpi_partner_changed', '');
  PERFORM pg_notify('ocpi_place_changed', 'client ' || NEW.client_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_partners AFTER UPDATE ON cpos FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION tell_cpo_changed();
