-- Invariants that no bug, race or second worker may break. The ids are those of the reliability requirements.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Append-only facts: REL-1, REL-9, REL-11, REL-23, ADM-24.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'ledger_postings', 'ledger_entries', 'payment_events', 'session_events', 'audit_entries', 'cdrs', 'tariff_versions'
  ]
  LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name
    );
    EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM kerbwatt_app', name);
  END LOOP;
END
$$;

-- REL-1: the entries of a posting sum to zero per currency, checked at commit.
CREATE FUNCTION check_posting_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger_entries WHERE posting_id = NEW.posting_id GROUP BY currency HAVING sum(amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'posting % does not balance', NEW.posting_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting_balance();

-- REL-2, REL-3, REL-4: nothing is taken beyond the hold, nothing refunded beyond what was taken, nothing taken without a price.
ALTER TABLE payments
  ADD CONSTRAINT hold_is_positive CHECK (hold_minor > 0),
  ADD CONSTRAINT amounts_not_negative CHECK (
    authorised_minor >= 0 AND captured_minor >= 0 AND released_minor >= 0 AND refunded_minor >= 0 AND COALESCE(due_minor, 0) >= 0
  ),
  ADD CONSTRAINT captured_within_authorised CHECK (captured_minor + released_minor <= authorised_minor),
  ADD CONSTRAINT refunded_within_captured CHECK (refunded_minor <= captured_minor),
  ADD CONSTRAINT captured_within_price CHECK (prepaid OR captured_minor <= COALESCE(due_minor, 0));

ALTER TABLE refunds ADD CONSTRAINT refund_is_positive CHECK (amount_minor > 0);

-- REL-12: one open or successful payment per quote; one active session per EVSE (SEC-16: only a paid session takes the lock).
CREATE UNIQUE INDEX payments_one_per_quote ON payments (quote_id)
  WHERE state NOT IN ('FAILED', 'CANCELED', 'EXPIRED');
CREATE UNIQUE INDEX charging_sessions_one_active_per_evse ON charging_sessions (evse_id)
  WHERE state IN ('AWAITING_PLUG', 'STARTING', 'CHARGING', 'STOPPING');

-- One session per running OCPP transaction and the other way round.
CREATE UNIQUE INDEX ocpp_transactions_one_open_per_session ON ocpp_transactions (session_id)
  WHERE session_id IS NOT NULL AND stopped_at IS NULL;

-- REL-8: the billed time of one EVSE never overlaps.
ALTER TABLE cdrs
  ADD CONSTRAINT cdr_ends_after_start CHECK (ended_at >= started_at),
  ADD CONSTRAINT cdr_amounts CHECK (
    gross_minor = net_minor + tax_minor AND charged_minor <= gross_minor AND charged_minor >= 0 AND energy_wh >= 0
  ),
  ADD CONSTRAINT cdr_intervals_do_not_overlap EXCLUDE USING gist (
    evse_id WITH =, tstzrange(started_at, ended_at, '[)') WITH &&
  );

-- SEC-4: one working sticker per EVSE.
CREATE UNIQUE INDEX qr_codes_one_active_per_evse ON qr_codes (evse_id) WHERE state = 'ACTIVE';

-- REL-31: one open case per key.
CREATE UNIQUE INDEX exception_cases_one_open_per_key ON exception_cases (client_id, key) WHERE state = 'OPEN';

-- The work of the sweepers, found without reading the whole table.
CREATE INDEX charging_sessions_unfinished ON charging_sessions (state, created_at)
  WHERE state IN ('CHECKOUT', 'AWAITING_PLUG', 'STARTING', 'START_FAILED', 'CHARGING', 'STOPPING', 'ENDED');
CREATE INDEX payments_unfinished ON payments (state, created_at)
  WHERE state IN ('CREATED', 'PENDING', 'AUTHORISED', 'CAPTURING', 'RELEASING', 'CAPTURE_FAILED');
CREATE INDEX psp_calls_unfinished ON psp_calls (created_at) WHERE state IN ('INTENDED', 'UNKNOWN');
CREATE INDEX station_commands_unfinished ON station_commands (deadline_at) WHERE state IN ('QUEUED', 'SENT');

-- A PDF, once stored, never changes (LAW-45).
CREATE FUNCTION keep_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.pdf IS NOT NULL AND NEW.pdf IS DISTINCT FROM OLD.pdf
     OR NEW.content IS DISTINCT FROM OLD.content OR NEW.number <> OLD.number THEN
    RAISE EXCEPTION 'receipt % is final', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER final BEFORE UPDATE ON receipts FOR EACH ROW EXECUTE FUNCTION keep_receipt();
CREATE TRIGGER undeletable BEFORE DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Wake the processes that wait: a gateway for a command, a live page for its session. A trigger, so that nobody forgets.
CREATE FUNCTION notify_station_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('station_command', NEW.station_id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER wake_gateway AFTER INSERT ON station_commands FOR EACH ROW EXECUTE FUNCTION notify_station_command();

CREATE FUNCTION notify_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('session_changed', NEW.id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER wake_page AFTER INSERT OR UPDATE ON charging_sessions FOR EACH ROW EXECUTE FUNCTION notify_session_changed();

CREATE FUNCTION notify_payment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('session_changed', id::text) FROM charging_sessions WHERE payment_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER wake_page AFTER UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION notify_payment_changed();

CREATE FUNCTION notify_evse_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    PERFORM pg_notify('evse_changed', NEW.id::text);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER wake_pages AFTER UPDATE ON evses FOR EACH ROW EXECUTE FUNCTION notify_evse_changed();
