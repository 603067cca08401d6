-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "exception_state" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "receipt_kind" AS ENUM ('RECEIPT', 'CREDIT_NOTE', 'RELEASE_NOTE');

-- CreateEnum
CREATE TYPE "journal_channel" AS ENUM ('OCPP', 'OCPI', 'PSP', 'TERMINAL', 'MAIL');

-- CreateEnum
CREATE TYPE "journal_direction" AS ENUM ('IN', 'OUT');

-- CreateEnum
CREATE TYPE "station_state" AS ENUM ('QUARANTINED', 'ACTIVE', 'RETIRED');

-- CreateEnum
CREATE TYPE "evse_status" AS ENUM ('UNKNOWN', 'AVAILABLE', 'PREPARING', 'CHARGING', 'SUSPENDED_EV', 'SUSPENDED_EVSE', 'FINISHING', 'RESERVED', 'UNAVAILABLE', 'FAULTED');

-- CreateEnum
CREATE TYPE "current_type" AS ENUM ('AC', 'DC');

-- CreateEnum
CREATE TYPE "plug_policy" AS ENUM ('PLUG_FIRST', 'PAY_FIRST', 'EITHER');

-- CreateEnum
CREATE TYPE "qr_state" AS ENUM ('ACTIVE', 'REVOKED', 'SUSPECTED');

-- CreateEnum
CREATE TYPE "payment_state" AS ENUM ('CREATED', 'PENDING', 'AUTHORISED', 'CAPTURING', 'CAPTURED', 'RELEASING', 'RELEASED', 'CAPTURE_FAILED', 'HOLD_LOST', 'FAILED', 'CANCELED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "psp_call_kind" AS ENUM ('CREATE', 'CAPTURE', 'RELEASE', 'REFUND', 'CANCEL');

-- CreateEnum
CREATE TYPE "psp_call_state" AS ENUM ('INTENDED', 'UNKNOWN', 'DONE', 'REFUSED');

-- CreateEnum
CREATE TYPE "refund_state" AS ENUM ('INTENDED', 'PENDING', 'REFUNDED', 'FAILED');

-- CreateEnum
CREATE TYPE "tariff_kind" AS ENUM ('WHOLESALE', 'RETAIL');

-- CreateEnum
CREATE TYPE "session_state" AS ENUM ('CHECKOUT', 'AWAITING_PLUG', 'STARTING', 'START_FAILED', 'CHARGING', 'STOPPING', 'ENDED', 'FLAGGED', 'BILLED', 'CLOSED', 'ABANDONED');

-- CreateEnum
CREATE TYPE "channel" AS ENUM ('QR', 'OCPI_TERMINAL', 'CLOUD_TERMINAL', 'HARDWARE_TERMINAL');

-- CreateEnum
CREATE TYPE "command_state" AS ENUM ('QUEUED', 'SENT', 'ACCEPTED', 'REJECTED', 'TIMEOUT', 'CANCELED');

-- CreateEnum
CREATE TYPE "mode" AS ENUM ('TEST', 'LIVE');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('OWNER', 'ADMIN', 'FINANCE', 'OPERATIONS', 'SUPPORT', 'READ_ONLY', 'AUDITOR');

-- CreateTable
CREATE TABLE "cdrs" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "tariff_hash" CHAR(64) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "energy_wh" INTEGER NOT NULL,
    "net_minor" INTEGER NOT NULL,
    "tax_minor" INTEGER NOT NULL,
    "gross_minor" INTEGER NOT NULL,
    "charged_minor" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cdrs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipt_sequences" (
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "next" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "receipt_sequences_pkey" PRIMARY KEY ("cpo_id","year")
);

-- CreateTable
CREATE TABLE "receipts" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "kind" "receipt_kind" NOT NULL,
    "number" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "locale" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "pdf" BYTEA,
    "pdf_sha256" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exception_cases" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "state" "exception_state" NOT NULL DEFAULT 'OPEN',
    "session_id" UUID,
    "payment_id" UUID,
    "station_id" UUID,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "decision" TEXT,
    "note" TEXT,

    CONSTRAINT "exception_cases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_requests" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "address_cipher" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "link_sent_at" TIMESTAMPTZ(3),
    "receipt_sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_entries" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "channel" "journal_channel" NOT NULL,
    "direction" "journal_direction" NOT NULL,
    "peer" TEXT NOT NULL,
    "station_id" UUID,
    "session_id" UUID,
    "payment_id" UUID,
    "action" TEXT,
    "message_id" TEXT,
    "status" TEXT,
    "latency_ms" INTEGER,
    "body" TEXT NOT NULL,
    "problems" JSONB,

    CONSTRAINT "journal_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "locations" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "latitude" DECIMAL(9,6) NOT NULL,
    "longitude" DECIMAL(9,6) NOT NULL,
    "is_public" BOOLEAN NOT NULL DEFAULT true,
    "opening_times" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "locations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stations" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "identity" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" "station_state" NOT NULL DEFAULT 'QUARANTINED',
    "security_profile" INTEGER NOT NULL DEFAULT 2,
    "password_hash" TEXT,
    "ocpp_version" TEXT,
    "vendor" TEXT,
    "model" TEXT,
    "serial_number" TEXT,
    "firmware_version" TEXT,
    "booted_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "heartbeat_interval_s" INTEGER NOT NULL DEFAULT 300,
    "gateway_id" TEXT,
    "configuration" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evses" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "evse_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "ocpp_connector_id" INTEGER NOT NULL,
    "status" "evse_status" NOT NULL DEFAULT 'UNKNOWN',
    "status_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "current_type" "current_type" NOT NULL,
    "max_power_w" INTEGER NOT NULL,
    "plug_policy" "plug_policy" NOT NULL DEFAULT 'EITHER',
    "deployed_on" DATE NOT NULL,
    "eichrecht" BOOLEAN NOT NULL DEFAULT false,
    "ad_hoc_enabled" BOOLEAN NOT NULL DEFAULT true,
    "tariff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connectors" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "standard" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "max_voltage_v" INTEGER NOT NULL,
    "max_amperage_a" INTEGER NOT NULL,

    CONSTRAINT "connectors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "qr_codes" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "key_id" INTEGER NOT NULL,
    "state" "qr_state" NOT NULL DEFAULT 'ACTIVE',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "last_scan_at" TIMESTAMPTZ(3),
    "scan_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "qr_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unknown_stations" (
    "identity" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "reason" TEXT NOT NULL,

    CONSTRAINT "unknown_stations_pkey" PRIMARY KEY ("identity")
);

-- CreateTable
CREATE TABLE "psp_accounts" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "psp" TEXT NOT NULL,
    "mode" "mode" NOT NULL,
    "key_cipher" TEXT NOT NULL,
    "key_fingerprint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "psp_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "psp_account_id" UUID NOT NULL,
    "quote_id" UUID NOT NULL,
    "mode" "mode" NOT NULL,
    "state" "payment_state" NOT NULL DEFAULT 'CREATED',
    "currency" CHAR(3) NOT NULL,
    "hold_minor" INTEGER NOT NULL,
    "authorised_minor" INTEGER NOT NULL DEFAULT 0,
    "captured_minor" INTEGER NOT NULL DEFAULT 0,
    "released_minor" INTEGER NOT NULL DEFAULT 0,
    "refunded_minor" INTEGER NOT NULL DEFAULT 0,
    "due_minor" INTEGER,
    "prepaid" BOOLEAN NOT NULL DEFAULT false,
    "psp_payment_id" TEXT,
    "checkout_url" TEXT,
    "webhook_token_hash" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "redirect_url" TEXT NOT NULL,
    "webhook_url" TEXT NOT NULL,
    "method" TEXT,
    "card_brand" TEXT,
    "card_last4" TEXT,
    "wallet" TEXT,
    "failure_code" TEXT,
    "capture_before" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "device_hash" TEXT,
    "network_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "authorised_at" TIMESTAMPTZ(3),
    "capture_requested_at" TIMESTAMPTZ(3),
    "captured_at" TIMESTAMPTZ(3),
    "release_requested_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_events" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "from" "payment_state",
    "to" "payment_state" NOT NULL,
    "actor" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "payment_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "psp_calls" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "kind" "psp_call_kind" NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "state" "psp_call_state" NOT NULL DEFAULT 'INTENDED',
    "idempotency_key" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "answer" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "first_sent_at" TIMESTAMPTZ(3),
    "last_sent_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "psp_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "state" "refund_state" NOT NULL DEFAULT 'INTENDED',
    "amount_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "psp_refund_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_postings" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_postings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "posting_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tariffs" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "tariff_kind" NOT NULL DEFAULT 'RETAIL',
    "current_hash" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tariffs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tariff_versions" (
    "client_id" UUID NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tariff_versions_pkey" PRIMARY KEY ("client_id","hash")
);

-- CreateTable
CREATE TABLE "quotes" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "tariff_hash" CHAR(64) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "hold_options_minor" INTEGER[],
    "default_hold_index" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "charging_sessions" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "quote_id" UUID,
    "payment_id" UUID,
    "reference" TEXT NOT NULL,
    "channel" "channel" NOT NULL,
    "state" "session_state" NOT NULL DEFAULT 'CHECKOUT',
    "reason" TEXT,
    "locale" TEXT NOT NULL,
    "control_token_hash" TEXT NOT NULL,
    "view_token_hash" TEXT NOT NULL,
    "return_token_hash" TEXT NOT NULL,
    "receipt_token_hash" TEXT NOT NULL,
    "recovery_code_hash" TEXT,
    "tokens_cipher" TEXT NOT NULL,
    "tariff_hash" CHAR(64) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "seller" JSONB NOT NULL,
    "place" JSONB NOT NULL,
    "ceiling_minor" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "authorised_at" TIMESTAMPTZ(3),
    "plug_deadline_at" TIMESTAMPTZ(3),
    "start_deadline_at" TIMESTAMPTZ(3),
    "retry_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "stop_requested_at" TIMESTAMPTZ(3),
    "stop_cause" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "settle_by" TIMESTAMPTZ(3),
    "meter_start_wh" BIGINT,
    "meter_last_wh" BIGINT,
    "meter_last_at" TIMESTAMPTZ(3),
    "meter_stop_wh" BIGINT,
    "power_w" INTEGER,
    "soc_percent" INTEGER,
    "cost_minor" INTEGER NOT NULL DEFAULT 0,
    "overshoot_minor" INTEGER NOT NULL DEFAULT 0,
    "connection_lost_at" TIMESTAMPTZ(3),
    "emails_sent" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "charging_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_events" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "from" "session_state",
    "to" "session_state",
    "actor" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "session_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "start_attempts" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "evse_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "id_tag" TEXT NOT NULL,
    "command_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "start_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ocpp_transactions" (
    "id" SERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "evse_id" UUID,
    "session_id" UUID,
    "ocpp_connector_id" INTEGER NOT NULL,
    "id_tag" TEXT NOT NULL,
    "content_key" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "meter_start_wh" BIGINT NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),
    "stop_received_at" TIMESTAMPTZ(3),
    "meter_stop_wh" BIGINT,
    "stop_reason" TEXT,
    "repeats" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ocpp_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meter_readings" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID,
    "transaction_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "register_wh" BIGINT,
    "power_w" INTEGER,
    "current_a" DECIMAL(8,2),
    "soc_percent" INTEGER,
    "context" TEXT NOT NULL,
    "signed_data" TEXT,
    "problem" TEXT,

    CONSTRAINT "meter_readings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_phases" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" "evse_status" NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "session_phases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "station_commands" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "session_id" UUID,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" "command_state" NOT NULL DEFAULT 'QUEUED',
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "answer" JSONB,

    CONSTRAINT "station_commands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clients" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "clients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cpos" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "country_code" CHAR(2) NOT NULL,
    "party_id" CHAR(3) NOT NULL,
    "name" TEXT NOT NULL,
    "legal_name" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "vat_id" TEXT NOT NULL,
    "registration_number" TEXT,
    "support_phone" TEXT NOT NULL,
    "support_email" TEXT NOT NULL,
    "support_hours" TEXT NOT NULL,
    "terms_url" TEXT,
    "privacy_url" TEXT,
    "imprint_url" TEXT,
    "brand_accent" TEXT,
    "mode" "mode" NOT NULL DEFAULT 'TEST',
    "currency" CHAR(3) NOT NULL,
    "vat_percent" DECIMAL(5,2) NOT NULL,
    "hold_presets_ac_minor" INTEGER[],
    "hold_presets_dc_minor" INTEGER[],
    "hold_default_ac_index" INTEGER NOT NULL DEFAULT 1,
    "hold_default_dc_index" INTEGER NOT NULL DEFAULT 1,
    "parameters" JSONB NOT NULL DEFAULT '{}',
    "receipt_prefix" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cpos_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "security_version" INTEGER NOT NULL DEFAULT 0,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_user_id" UUID,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_type" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "ip_hash" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_counters" (
    "key" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "rate_counters_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "cdrs_session_id_key" ON "cdrs"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "cdrs_number_key" ON "cdrs"("number");

-- CreateIndex
CREATE INDEX "cdrs_client_id_created_at_idx" ON "cdrs"("client_id", "created_at");

-- CreateIndex
CREATE INDEX "receipt_sequences_client_id_idx" ON "receipt_sequences"("client_id");

-- CreateIndex
CREATE INDEX "receipts_client_id_idx" ON "receipts"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "receipts_cpo_id_number_key" ON "receipts"("cpo_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "receipts_session_id_kind_subject_key" ON "receipts"("session_id", "kind", "subject");

-- CreateIndex
CREATE INDEX "exception_cases_client_id_state_opened_at_idx" ON "exception_cases"("client_id", "state", "opened_at");

-- CreateIndex
CREATE INDEX "exception_cases_session_id_idx" ON "exception_cases"("session_id");

-- CreateIndex
CREATE INDEX "email_requests_client_id_idx" ON "email_requests"("client_id");

-- CreateIndex
CREATE INDEX "email_requests_session_id_idx" ON "email_requests"("session_id");

-- CreateIndex
CREATE INDEX "journal_entries_client_id_id_idx" ON "journal_entries"("client_id", "id");

-- CreateIndex
CREATE INDEX "journal_entries_station_id_id_idx" ON "journal_entries"("station_id", "id");

-- CreateIndex
CREATE INDEX "journal_entries_session_id_idx" ON "journal_entries"("session_id");

-- CreateIndex
CREATE INDEX "journal_entries_payment_id_idx" ON "journal_entries"("payment_id");

-- CreateIndex
CREATE INDEX "locations_client_id_idx" ON "locations"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "stations_identity_key" ON "stations"("identity");

-- CreateIndex
CREATE INDEX "stations_client_id_idx" ON "stations"("client_id");

-- CreateIndex
CREATE INDEX "stations_gateway_id_idx" ON "stations"("gateway_id");

-- CreateIndex
CREATE UNIQUE INDEX "evses_evse_id_key" ON "evses"("evse_id");

-- CreateIndex
CREATE INDEX "evses_client_id_idx" ON "evses"("client_id");

-- CreateIndex
CREATE INDEX "evses_location_id_idx" ON "evses"("location_id");

-- CreateIndex
CREATE UNIQUE INDEX "evses_station_id_ocpp_connector_id_key" ON "evses"("station_id", "ocpp_connector_id");

-- CreateIndex
CREATE INDEX "connectors_client_id_idx" ON "connectors"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "connectors_evse_id_position_key" ON "connectors"("evse_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "qr_codes_code_key" ON "qr_codes"("code");

-- CreateIndex
CREATE INDEX "qr_codes_client_id_idx" ON "qr_codes"("client_id");

-- CreateIndex
CREATE INDEX "qr_codes_evse_id_idx" ON "qr_codes"("evse_id");

-- CreateIndex
CREATE INDEX "psp_accounts_client_id_idx" ON "psp_accounts"("client_id");

-- CreateIndex
CREATE INDEX "psp_accounts_cpo_id_idx" ON "psp_accounts"("cpo_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_psp_payment_id_key" ON "payments"("psp_payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_webhook_token_hash_key" ON "payments"("webhook_token_hash");

-- CreateIndex
CREATE INDEX "payments_client_id_created_at_idx" ON "payments"("client_id", "created_at");

-- CreateIndex
CREATE INDEX "payments_state_idx" ON "payments"("state");

-- CreateIndex
CREATE INDEX "payments_quote_id_idx" ON "payments"("quote_id");

-- CreateIndex
CREATE INDEX "payment_events_client_id_idx" ON "payment_events"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_events_payment_id_seq_key" ON "payment_events"("payment_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "psp_calls_idempotency_key_key" ON "psp_calls"("idempotency_key");

-- CreateIndex
CREATE INDEX "psp_calls_client_id_idx" ON "psp_calls"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "psp_calls_payment_id_kind_subject_key" ON "psp_calls"("payment_id", "kind", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_psp_refund_id_key" ON "refunds"("psp_refund_id");

-- CreateIndex
CREATE INDEX "refunds_client_id_idx" ON "refunds"("client_id");

-- CreateIndex
CREATE INDEX "refunds_payment_id_idx" ON "refunds"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_postings_key_key" ON "ledger_postings"("key");

-- CreateIndex
CREATE INDEX "ledger_postings_client_id_at_idx" ON "ledger_postings"("client_id", "at");

-- CreateIndex
CREATE INDEX "ledger_postings_payment_id_idx" ON "ledger_postings"("payment_id");

-- CreateIndex
CREATE INDEX "ledger_entries_client_id_idx" ON "ledger_entries"("client_id");

-- CreateIndex
CREATE INDEX "ledger_entries_posting_id_idx" ON "ledger_entries"("posting_id");

-- CreateIndex
CREATE INDEX "tariffs_client_id_idx" ON "tariffs"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "tariffs_cpo_id_code_key" ON "tariffs"("cpo_id", "code");

-- CreateIndex
CREATE INDEX "quotes_client_id_idx" ON "quotes"("client_id");

-- CreateIndex
CREATE INDEX "quotes_evse_id_idx" ON "quotes"("evse_id");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_quote_id_key" ON "charging_sessions"("quote_id");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_payment_id_key" ON "charging_sessions"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_reference_key" ON "charging_sessions"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_control_token_hash_key" ON "charging_sessions"("control_token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_view_token_hash_key" ON "charging_sessions"("view_token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_return_token_hash_key" ON "charging_sessions"("return_token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "charging_sessions_receipt_token_hash_key" ON "charging_sessions"("receipt_token_hash");

-- CreateIndex
CREATE INDEX "charging_sessions_client_id_created_at_idx" ON "charging_sessions"("client_id", "created_at");

-- CreateIndex
CREATE INDEX "charging_sessions_evse_id_idx" ON "charging_sessions"("evse_id");

-- CreateIndex
CREATE INDEX "charging_sessions_state_idx" ON "charging_sessions"("state");

-- CreateIndex
CREATE INDEX "session_events_client_id_idx" ON "session_events"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_events_session_id_seq_key" ON "session_events"("session_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "start_attempts_id_tag_key" ON "start_attempts"("id_tag");

-- CreateIndex
CREATE UNIQUE INDEX "start_attempts_command_id_key" ON "start_attempts"("command_id");

-- CreateIndex
CREATE INDEX "start_attempts_client_id_idx" ON "start_attempts"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "start_attempts_session_id_number_key" ON "start_attempts"("session_id", "number");

-- CreateIndex
CREATE INDEX "ocpp_transactions_client_id_idx" ON "ocpp_transactions"("client_id");

-- CreateIndex
CREATE INDEX "ocpp_transactions_session_id_idx" ON "ocpp_transactions"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "ocpp_transactions_station_id_content_key_key" ON "ocpp_transactions"("station_id", "content_key");

-- CreateIndex
CREATE INDEX "meter_readings_client_id_idx" ON "meter_readings"("client_id");

-- CreateIndex
CREATE INDEX "meter_readings_session_id_at_idx" ON "meter_readings"("session_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "meter_readings_transaction_id_at_context_key" ON "meter_readings"("transaction_id", "at", "context");

-- CreateIndex
CREATE INDEX "session_phases_client_id_idx" ON "session_phases"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_phases_session_id_at_state_key" ON "session_phases"("session_id", "at", "state");

-- CreateIndex
CREATE INDEX "station_commands_client_id_idx" ON "station_commands"("client_id");

-- CreateIndex
CREATE INDEX "station_commands_station_id_state_idx" ON "station_commands"("station_id", "state");

-- CreateIndex
CREATE INDEX "station_commands_session_id_idx" ON "station_commands"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "clients_slug_key" ON "clients"("slug");

-- CreateIndex
CREATE INDEX "cpos_client_id_idx" ON "cpos"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "cpos_country_code_party_id_key" ON "cpos"("country_code", "party_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "users_client_id_idx" ON "users"("client_id");

-- CreateIndex
CREATE INDEX "audit_entries_client_id_id_idx" ON "audit_entries"("client_id", "id");

-- AddForeignKey
ALTER TABLE "cdrs" ADD CONSTRAINT "cdrs_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "locations" ADD CONSTRAINT "locations_cpo_id_fkey" FOREIGN KEY ("cpo_id") REFERENCES "cpos"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stations" ADD CONSTRAINT "stations_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "locations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evses" ADD CONSTRAINT "evses_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "locations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evses" ADD CONSTRAINT "evses_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evses" ADD CONSTRAINT "evses_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariffs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connectors" ADD CONSTRAINT "connectors_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "qr_codes" ADD CONSTRAINT "qr_codes_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "psp_accounts" ADD CONSTRAINT "psp_accounts_cpo_id_fkey" FOREIGN KEY ("cpo_id") REFERENCES "cpos"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_psp_account_id_fkey" FOREIGN KEY ("psp_account_id") REFERENCES "psp_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_quote_id_fkey" FOREIGN KEY ("quote_id") REFERENCES "quotes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "psp_calls" ADD CONSTRAINT "psp_calls_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_posting_id_fkey" FOREIGN KEY ("posting_id") REFERENCES "ledger_postings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_client_id_current_hash_fkey" FOREIGN KEY ("client_id", "current_hash") REFERENCES "tariff_versions"("client_id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_client_id_tariff_hash_fkey" FOREIGN KEY ("client_id", "tariff_hash") REFERENCES "tariff_versions"("client_id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_quote_id_fkey" FOREIGN KEY ("quote_id") REFERENCES "quotes"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_client_id_tariff_hash_fkey" FOREIGN KEY ("client_id", "tariff_hash") REFERENCES "tariff_versions"("client_id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_events" ADD CONSTRAINT "session_events_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "start_attempts" ADD CONSTRAINT "start_attempts_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpp_transactions" ADD CONSTRAINT "ocpp_transactions_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpp_transactions" ADD CONSTRAINT "ocpp_transactions_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter_readings" ADD CONSTRAINT "meter_readings_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter_readings" ADD CONSTRAINT "meter_readings_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ocpp_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_phases" ADD CONSTRAINT "session_phases_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "station_commands" ADD CONSTRAINT "station_commands_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "station_commands" ADD CONSTRAINT "station_commands_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cpos" ADD CONSTRAINT "cpos_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


