-- Prices by rule: an EVSE has a tariff code, and billing rules decide what a driver pays there. Connections of terminal
-- providers, their terminals, the outbox towards them, validation of CDRs and conformance runs.

-- CreateEnum
CREATE TYPE "cdr_kind" AS ENUM ('ORIGINAL', 'CREDIT', 'REPLACEMENT');

-- CreateEnum
CREATE TYPE "validation_state" AS ENUM ('CALCULATED', 'FLAGGED', 'DROPPED');

-- CreateEnum
CREATE TYPE "billing_rule_kind" AS ENUM ('FIXED', 'WHOLESALE_FACTOR');

-- CreateEnum
CREATE TYPE "import_kind" AS ENUM ('TARIFF', 'CDR');

-- CreateEnum
CREATE TYPE "subscription_state" AS ENUM ('DRAFT', 'REQUESTED', 'IN_REVIEW', 'CHANGES_NEEDED', 'REJECTED', 'APPROVED', 'CREDENTIALS_EXCHANGED', 'TESTING', 'TEST_PASSED', 'LIVE', 'SUSPENDED', 'TERMINATED');

-- CreateEnum
CREATE TYPE "environment" AS ENUM ('ACCEPTANCE', 'PRODUCTION');

-- CreateEnum
CREATE TYPE "credential_purpose" AS ENUM ('REGISTRATION', 'PARTNER');

-- CreateEnum
CREATE TYPE "command_result_state" AS ENUM ('NONE', 'WAITING', 'SENT', 'FAILED');

-- CreateEnum
CREATE TYPE "push_state" AS ENUM ('PENDING', 'SENT', 'SUPERSEDED', 'DEAD');

-- CreateEnum
CREATE TYPE "terminal_mode" AS ENUM ('OCPI', 'CLOUD', 'HARDWARE');

-- CreateEnum
CREATE TYPE "terminal_state" AS ENUM ('PENDING', 'ACTIVE', 'DEACTIVATED');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('RUNNING', 'PASSED', 'FAILED', 'ABORTED');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('WAITING', 'RUNNING', 'PASSED', 'FAILED', 'SKIPPED');

-- DropForeignKey
ALTER TABLE "evses" DROP CONSTRAINT "evses_tariff_id_fkey";

-- DropIndex
DROP INDEX "cdrs_session_id_key";

-- DropIndex
DROP INDEX "evses_location_id_idx";

-- DropIndex
DROP INDEX "tariffs_cpo_id_code_key";

-- AlterTable
ALTER TABLE "cdrs" ADD COLUMN     "created_by" TEXT NOT NULL DEFAULT 'system',
ADD COLUMN     "credits_id" UUID,
ADD COLUMN     "is_small" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "kind" "cdr_kind" NOT NULL DEFAULT 'ORIGINAL',
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "wholesale_gross_minor" INTEGER,
ADD COLUMN     "wholesale_hash" CHAR(64),
ADD COLUMN     "wholesale_net_minor" INTEGER,
ADD COLUMN     "wholesale_tax_minor" INTEGER;

-- AlterTable
ALTER TABLE "charging_sessions" ADD COLUMN     "authorization_reference" TEXT,
ADD COLUMN     "billing_rule_id" UUID,
ADD COLUMN     "card_last4" CHAR(4),
ADD COLUMN     "connector_id" TEXT,
ADD COLUMN     "subscription_id" UUID,
ADD COLUMN     "terminal_id" UUID,
ADD COLUMN     "token" JSONB,
ADD COLUMN     "wholesale_hash" CHAR(64);

-- AlterTable
ALTER TABLE "cpos" ADD COLUMN     "contract_id" UUID;

-- AlterTable
ALTER TABLE "evses" ADD COLUMN     "tariff_code" TEXT,
ADD COLUMN     "time_approval" TEXT;

-- AlterTable
ALTER TABLE "journal_entries" ADD COLUMN     "correlation_id" TEXT,
ADD COLUMN     "subscription_id" UUID;

-- AlterTable
ALTER TABLE "quotes" ADD COLUMN     "billing_rule_id" UUID,
ADD COLUMN     "wholesale_hash" CHAR(64);

-- AlterTable
ALTER TABLE "stations" ADD COLUMN     "tariff_code" TEXT;

-- CreateTable
CREATE TABLE "cdr_validations" (
    "session_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "state" "validation_state" NOT NULL,
    "findings" JSONB NOT NULL,
    "flagged_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "last_tried_at" TIMESTAMPTZ(3),
    "next_try_at" TIMESTAMPTZ(3),
    "decide_by" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cdr_validations_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "cdr_decisions" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "category" TEXT,
    "findings" JSONB NOT NULL,
    "by_user_id" UUID,
    "by_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "cdr_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "financial_advices" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "advice_id" TEXT NOT NULL,
    "authorization_reference" TEXT NOT NULL,
    "session_id" UUID,
    "cdr_id" UUID,
    "currency" CHAR(3) NOT NULL,
    "net_minor" INTEGER,
    "gross_minor" INTEGER,
    "capture_status" TEXT NOT NULL,
    "capture_message" TEXT,
    "eft_data" JSONB NOT NULL,
    "content" JSONB NOT NULL,
    "difference_minor" INTEGER,
    "last_updated" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "financial_advices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "location_groups" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "location_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "location_group_members" (
    "client_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,

    CONSTRAINT "location_group_members_pkey" PRIMARY KEY ("group_id","location_id")
);

-- CreateTable
CREATE TABLE "billing_rules" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cpo_id" UUID,
    "location_group_id" UUID,
    "evse_id" UUID,
    "channel" "channel",
    "tariff_code" TEXT,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "windows" JSONB,
    "kind" "billing_rule_kind" NOT NULL,
    "tariff_id" UUID,
    "factor" DECIMAL(10,6),
    "justification" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "billing_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_rule_revisions" (
    "client_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" UUID,
    "by_name" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "billing_rule_revisions_pkey" PRIMARY KEY ("rule_id","number")
);

-- CreateTable
CREATE TABLE "import_runs" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "kind" "import_kind" NOT NULL,
    "format" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "report" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" UUID,
    "by_name" TEXT NOT NULL,

    CONSTRAINT "import_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "imported_cdrs" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "import_run_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "energy_wh" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "net_minor" INTEGER,
    "gross_minor" INTEGER,
    "content" JSONB NOT NULL,

    CONSTRAINT "imported_cdrs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "acceptance_id" UUID,
    "state" "subscription_state" NOT NULL DEFAULT 'DRAFT',
    "country_code" CHAR(2),
    "party_id" CHAR(3),
    "peer_role" TEXT NOT NULL DEFAULT 'EMSP',
    "token_prefix" CHAR(3),
    "token_separator" CHAR(1),
    "version" TEXT,
    "modules" TEXT[],
    "direct_payment" BOOLEAN NOT NULL DEFAULT false,
    "token_delivery" TEXT NOT NULL DEFAULT 'IN_COMMAND',
    "vat_percent" DECIMAL(5,2),
    "settings" JSONB NOT NULL DEFAULT '{}',
    "publish_all_cdrs" BOOLEAN NOT NULL DEFAULT true,
    "approved_hosts" TEXT[],
    "proposed_hosts" TEXT[],
    "contact_name" TEXT,
    "contact_email" TEXT,
    "contact_phone" TEXT,
    "note" TEXT,
    "review_note" TEXT,
    "request_token_hash" TEXT,
    "request_expires_at" TIMESTAMPTZ(3),
    "peer_versions_url" TEXT,
    "peer_endpoints" JSONB,
    "peer_roles" JSONB,
    "peer_token_cipher" TEXT,
    "token_encoding" TEXT NOT NULL DEFAULT 'auto',
    "remembered_encoding" TEXT,
    "registered_at" TIMESTAMPTZ(3),
    "live_at" TIMESTAMPTZ(3),
    "last_inbound_at" TIMESTAMPTZ(3),
    "last_outbound_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_cpos" (
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "cpo_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_cpos_pkey" PRIMARY KEY ("subscription_id","cpo_id")
);

-- CreateTable
CREATE TABLE "subscription_events" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "from" "subscription_state",
    "to" "subscription_state",
    "actor" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "subscription_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ocpi_credentials" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "purpose" "credential_purpose" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "ocpi_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ocpi_commands" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "response_url" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "location_id" TEXT,
    "evse_uid" TEXT,
    "connector_id" TEXT,
    "token_uid" TEXT,
    "authorization_reference" TEXT,
    "used_token_key" TEXT,
    "session_id" UUID,
    "station_command_id" UUID,
    "answer" TEXT NOT NULL,
    "reason" TEXT,
    "timeout_s" INTEGER NOT NULL,
    "result" TEXT,
    "result_state" "command_result_state" NOT NULL DEFAULT 'NONE',
    "result_at" TIMESTAMPTZ(3),
    "request_id" TEXT,
    "correlation_id" TEXT,

    CONSTRAINT "ocpi_commands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ocpi_pushes" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "state" "push_state" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_fault" TEXT,
    "peer_location" TEXT,

    CONSTRAINT "ocpi_pushes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ocpi_tokens" (
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "country_code" CHAR(2) NOT NULL,
    "party_id" CHAR(3) NOT NULL,
    "uid_key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ocpi_tokens_pkey" PRIMARY KEY ("subscription_id","country_code","party_id","uid_key","type")
);

-- CreateTable
CREATE TABLE "ocpi_parties" (
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "country_code" CHAR(2) NOT NULL,
    "party_id" CHAR(3) NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ocpi_parties_pkey" PRIMARY KEY ("subscription_id","country_code","party_id","role")
);

-- CreateTable
CREATE TABLE "terminals" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID,
    "mode" "terminal_mode" NOT NULL DEFAULT 'OCPI',
    "state" "terminal_state" NOT NULL DEFAULT 'ACTIVE',
    "terminal_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "brand" TEXT,
    "model" TEXT,
    "reference" TEXT,
    "customer_reference" TEXT,
    "invoice_base_url" TEXT,
    "invoice_creator" TEXT,
    "content" JSONB NOT NULL DEFAULT '{}',
    "peer_updated_at" TIMESTAMPTZ(3),
    "differences" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "terminals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "terminal_assignments" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "terminal_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "evse_id" UUID,

    CONSTRAINT "terminal_assignments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conformance_runs" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "run_state" NOT NULL DEFAULT 'RUNNING',
    "version" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "setup" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "conformance_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conformance_steps" (
    "client_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "state" "step_state" NOT NULL DEFAULT 'WAITING',
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "detail" TEXT,
    "evidence" BIGINT[],

    CONSTRAINT "conformance_steps_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "cpo_contracts" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "vat_percent" DECIMAL(5,2),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cpo_contracts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cdr_validations_client_id_state_idx" ON "cdr_validations"("client_id", "state");

-- CreateIndex
CREATE INDEX "cdr_decisions_client_id_idx" ON "cdr_decisions"("client_id");

-- CreateIndex
CREATE INDEX "cdr_decisions_session_id_idx" ON "cdr_decisions"("session_id");

-- CreateIndex
CREATE INDEX "financial_advices_client_id_idx" ON "financial_advices"("client_id");

-- CreateIndex
CREATE INDEX "financial_advices_authorization_reference_idx" ON "financial_advices"("authorization_reference");

-- CreateIndex
CREATE INDEX "financial_advices_session_id_idx" ON "financial_advices"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "financial_advices_subscription_id_advice_id_key" ON "financial_advices"("subscription_id", "advice_id");

-- CreateIndex
CREATE UNIQUE INDEX "location_groups_client_id_name_key" ON "location_groups"("client_id", "name");

-- CreateIndex
CREATE INDEX "location_group_members_client_id_idx" ON "location_group_members"("client_id");

-- CreateIndex
CREATE INDEX "location_group_members_location_id_idx" ON "location_group_members"("location_id");

-- CreateIndex
CREATE INDEX "billing_rules_client_id_idx" ON "billing_rules"("client_id");

-- CreateIndex
CREATE INDEX "billing_rules_tariff_id_idx" ON "billing_rules"("tariff_id");

-- CreateIndex
CREATE INDEX "billing_rule_revisions_client_id_idx" ON "billing_rule_revisions"("client_id");

-- CreateIndex
CREATE INDEX "import_runs_client_id_at_idx" ON "import_runs"("client_id", "at");

-- CreateIndex
CREATE INDEX "imported_cdrs_client_id_started_at_idx" ON "imported_cdrs"("client_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "imported_cdrs_cpo_id_external_id_key" ON "imported_cdrs"("cpo_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_request_token_hash_key" ON "subscriptions"("request_token_hash");

-- CreateIndex
CREATE INDEX "subscriptions_client_id_idx" ON "subscriptions"("client_id");

-- CreateIndex
CREATE INDEX "subscription_cpos_client_id_idx" ON "subscription_cpos"("client_id");

-- CreateIndex
CREATE INDEX "subscription_cpos_cpo_id_idx" ON "subscription_cpos"("cpo_id");

-- CreateIndex
CREATE INDEX "subscription_events_client_id_idx" ON "subscription_events"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_events_subscription_id_seq_key" ON "subscription_events"("subscription_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "ocpi_credentials_token_hash_key" ON "ocpi_credentials"("token_hash");

-- CreateIndex
CREATE INDEX "ocpi_credentials_client_id_idx" ON "ocpi_credentials"("client_id");

-- CreateIndex
CREATE INDEX "ocpi_credentials_subscription_id_idx" ON "ocpi_credentials"("subscription_id");

-- CreateIndex
CREATE UNIQUE INDEX "ocpi_commands_station_command_id_key" ON "ocpi_commands"("station_command_id");

-- CreateIndex
CREATE INDEX "ocpi_commands_client_id_idx" ON "ocpi_commands"("client_id");

-- CreateIndex
CREATE INDEX "ocpi_commands_subscription_id_received_at_idx" ON "ocpi_commands"("subscription_id", "received_at");

-- CreateIndex
CREATE INDEX "ocpi_commands_session_id_idx" ON "ocpi_commands"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "ocpi_commands_subscription_id_used_token_key_key" ON "ocpi_commands"("subscription_id", "used_token_key");

-- CreateIndex
CREATE INDEX "ocpi_pushes_client_id_idx" ON "ocpi_pushes"("client_id");

-- CreateIndex
CREATE INDEX "ocpi_pushes_subscription_id_state_id_idx" ON "ocpi_pushes"("subscription_id", "state", "id");

-- CreateIndex
CREATE INDEX "ocpi_tokens_client_id_idx" ON "ocpi_tokens"("client_id");

-- CreateIndex
CREATE INDEX "ocpi_parties_client_id_idx" ON "ocpi_parties"("client_id");

-- CreateIndex
CREATE INDEX "terminals_client_id_idx" ON "terminals"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "terminals_subscription_id_terminal_id_key" ON "terminals"("subscription_id", "terminal_id");

-- CreateIndex
CREATE INDEX "terminal_assignments_client_id_idx" ON "terminal_assignments"("client_id");

-- CreateIndex
CREATE INDEX "terminal_assignments_location_id_idx" ON "terminal_assignments"("location_id");

-- CreateIndex
CREATE INDEX "terminal_assignments_evse_id_idx" ON "terminal_assignments"("evse_id");

-- CreateIndex
CREATE UNIQUE INDEX "terminal_assignments_terminal_id_location_id_evse_id_key" ON "terminal_assignments"("terminal_id", "location_id", "evse_id");

-- CreateIndex
CREATE INDEX "conformance_runs_client_id_idx" ON "conformance_runs"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "conformance_runs_subscription_id_number_key" ON "conformance_runs"("subscription_id", "number");

-- CreateIndex
CREATE INDEX "conformance_steps_client_id_idx" ON "conformance_steps"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "cpo_contracts_client_id_name_key" ON "cpo_contracts"("client_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "cdrs_credits_id_key" ON "cdrs"("credits_id");

-- CreateIndex
CREATE INDEX "cdrs_session_id_idx" ON "cdrs"("session_id");

-- CreateIndex
CREATE INDEX "charging_sessions_subscription_id_created_at_id_idx" ON "charging_sessions"("subscription_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "charging_sessions_authorization_reference_idx" ON "charging_sessions"("authorization_reference");

-- CreateIndex
CREATE INDEX "evses_location_id_updated_at_idx" ON "evses"("location_id", "updated_at");

-- CreateIndex
CREATE INDEX "journal_entries_subscription_id_id_idx" ON "journal_entries"("subscription_id", "id");

-- CreateIndex
CREATE INDEX "locations_cpo_id_created_at_id_idx" ON "locations"("cpo_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tariffs_cpo_id_kind_code_key" ON "tariffs"("cpo_id", "kind", "code");

-- AddForeignKey
ALTER TABLE "cdrs" ADD CONSTRAINT "cdrs_credits_id_fkey" FOREIGN KEY ("credits_id") REFERENCES "cdrs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdr_validations" ADD CONSTRAINT "cdr_validations_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdr_decisions" ADD CONSTRAINT "cdr_decisions_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "cdr_validations"("session_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "financial_advices" ADD CONSTRAINT "financial_advices_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "financial_advices" ADD CONSTRAINT "financial_advices_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "charging_sessions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "financial_advices" ADD CONSTRAINT "financial_advices_cdr_id_fkey" FOREIGN KEY ("cdr_id") REFERENCES "cdrs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "location_group_members" ADD CONSTRAINT "location_group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "location_groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "location_group_members" ADD CONSTRAINT "location_group_members_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "locations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_rules" ADD CONSTRAINT "billing_rules_cpo_id_fkey" FOREIGN KEY ("cpo_id") REFERENCES "cpos"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_rules" ADD CONSTRAINT "billing_rules_location_group_id_fkey" FOREIGN KEY ("location_group_id") REFERENCES "location_groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_rules" ADD CONSTRAINT "billing_rules_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_rules" ADD CONSTRAINT "billing_rules_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariffs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_rule_revisions" ADD CONSTRAINT "billing_rule_revisions_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "billing_rules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imported_cdrs" ADD CONSTRAINT "imported_cdrs_import_run_id_fkey" FOREIGN KEY ("import_run_id") REFERENCES "import_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_client_id_wholesale_hash_fkey" FOREIGN KEY ("client_id", "wholesale_hash") REFERENCES "tariff_versions"("client_id", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charging_sessions" ADD CONSTRAINT "charging_sessions_terminal_id_fkey" FOREIGN KEY ("terminal_id") REFERENCES "terminals"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_cpos" ADD CONSTRAINT "subscription_cpos_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_cpos" ADD CONSTRAINT "subscription_cpos_cpo_id_fkey" FOREIGN KEY ("cpo_id") REFERENCES "cpos"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_events" ADD CONSTRAINT "subscription_events_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpi_credentials" ADD CONSTRAINT "ocpi_credentials_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpi_commands" ADD CONSTRAINT "ocpi_commands_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpi_pushes" ADD CONSTRAINT "ocpi_pushes_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpi_tokens" ADD CONSTRAINT "ocpi_tokens_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ocpi_parties" ADD CONSTRAINT "ocpi_parties_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "terminals" ADD CONSTRAINT "terminals_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "terminal_assignments" ADD CONSTRAINT "terminal_assignments_terminal_id_fkey" FOREIGN KEY ("terminal_id") REFERENCES "terminals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "terminal_assignments" ADD CONSTRAINT "terminal_assignments_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "locations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "terminal_assignments" ADD CONSTRAINT "terminal_assignments_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conformance_runs" ADD CONSTRAINT "conformance_runs_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conformance_steps" ADD CONSTRAINT "conformance_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "conformance_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cpos" ADD CONSTRAINT "cpos_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "cpo_contracts"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What had a price keeps it: the code of its price becomes the EVSE's tariff code, and one rule per price sells it by QR.
SELECT set_config('app.scope', 'system', true);
UPDATE "evses" e SET "tariff_code" = t."code" FROM "tariffs" t WHERE t."id" = e."tariff_id";
INSERT INTO "billing_rules" ("id", "client_id", "name", "cpo_id", "channel", "tariff_code", "valid_from", "kind", "tariff_id", "created_at", "updated_at")
  SELECT gen_random_uuid(), t."client_id", t."name", t."cpo_id", 'QR', t."code", t."created_at", 'FIXED', t."id", t."created_at", t."created_at"
  FROM "tariffs" t WHERE t."kind" = 'RETAIL';
INSERT INTO "billing_rule_revisions" ("client_id", "rule_id", "number", "content", "at", "by_name")
  SELECT "client_id", "id", 1, jsonb_build_object('kind', 'FIXED', 'tariffId', "tariff_id", 'tariffCode', "tariff_code"), "created_at", 'before the history began'
  FROM "billing_rules";
ALTER TABLE "evses" DROP COLUMN "tariff_id";
INSERT INTO "cdr_validations" ("session_id", "client_id", "cpo_id", "state", "findings", "updated_at")
  SELECT "session_id", "client_id", "cpo_id", 'CALCULATED', '[]', "created_at" FROM "cdrs";
SELECT set_config('app.scope', '', true);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'location_groups', 'location_group_members', 'billing_rules', 'billing_rule_revisions', 'import_runs', 'imported_cdrs',
    'cpo_contracts', 'cdr_validations', 'cdr_decisions', 'financial_advices', 'subscriptions', 'subscription_cpos',
    'subscription_events', 'ocpi_credentials', 'ocpi_commands', 'ocpi_pushes', 'ocpi_tokens', 'ocpi_parties', 'terminals',
    'terminal_assignments', 'conformance_runs', 'conformance_steps'
  ]
  LOOP
    CALL protect_tenant_table(name::regclass, 'client_id');
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kerbwatt_app', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY[
    'billing_rule_revisions', 'import_runs', 'imported_cdrs', 'cdr_decisions', 'subscription_events'
  ]
  LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name
    );
    EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM kerbwatt_app', name);
  END LOOP;
END
$$;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO kerbwatt_app;

ALTER TABLE "billing_rules"
  ADD CONSTRAINT rule_has_its_price CHECK (
    kind = 'FIXED' AND tariff_id IS NOT NULL AND factor IS NULL
    OR kind = 'WHOLESALE_FACTOR' AND tariff_id IS NULL AND factor > 0 AND factor <= 100
  ),
  ADD CONSTRAINT rule_ends_after_it_begins CHECK (valid_to IS NULL OR valid_to > valid_from),
  -- LAW-11, AFIR Art. 5(3): a price that differs from wholesale has a reason.
  ADD CONSTRAINT factor_has_a_reason CHECK (factor IS NULL OR factor = 1 OR length(trim(justification)) > 0);

-- REL-9: one original CDR per session, one credit per CDR; a credit takes back, it never charges.
CREATE UNIQUE INDEX cdrs_one_original_per_session ON cdrs (session_id) WHERE kind = 'ORIGINAL';
ALTER TABLE cdrs
  DROP CONSTRAINT cdr_intervals_do_not_overlap,
  DROP CONSTRAINT cdr_amounts,
  ADD CONSTRAINT cdr_amounts CHECK (
    gross_minor = net_minor + tax_minor AND energy_wh >= 0 AND (
      kind <> 'CREDIT' AND charged_minor <= gross_minor AND charged_minor >= 0
      OR kind = 'CREDIT' AND charged_minor >= gross_minor AND charged_minor <= 0
    )
  ),
  ADD CONSTRAINT cdr_credit_names_its_cdr CHECK ((kind = 'CREDIT') = (credits_id IS NOT NULL)),
  ADD CONSTRAINT cdr_correction_has_a_reason CHECK (kind = 'ORIGINAL' OR length(trim(reason)) > 0),
  ADD CONSTRAINT cdr_wholesale_whole CHECK (
    (wholesale_gross_minor IS NULL) = (wholesale_hash IS NULL) AND (wholesale_gross_minor IS NULL) = (wholesale_net_minor IS NULL)
    AND (wholesale_gross_minor IS NULL OR wholesale_gross_minor = wholesale_net_minor + wholesale_tax_minor)
  ),
  -- REL-8: the billed time of one EVSE never overlaps between sessions; corrections of one session stand in its own time.
  ADD CONSTRAINT cdr_intervals_do_not_overlap EXCLUDE USING gist (
    evse_id WITH =, session_id WITH <>, tstzrange(started_at, ended_at, '[)') WITH &&
  );

-- A replacement stands only where the CDR before it has been credited.
CREATE FUNCTION check_cdr_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'CREDIT' AND NOT EXISTS (
    SELECT 1 FROM cdrs c WHERE c.id = NEW.credits_id AND c.session_id = NEW.session_id AND c.kind <> 'CREDIT'
      AND c.gross_minor = -NEW.gross_minor AND c.charged_minor = -NEW.charged_minor
  ) THEN
    RAISE EXCEPTION 'credit % does not take back a CDR of its session', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind = 'REPLACEMENT' AND EXISTS (
    SELECT 1 FROM cdrs c WHERE c.session_id = NEW.session_id AND c.kind <> 'CREDIT'
      AND NOT EXISTS (SELECT 1 FROM cdrs k WHERE k.credits_id = c.id)
  ) THEN
    RAISE EXCEPTION 'session % has a CDR that is not credited', NEW.session_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER correction BEFORE INSERT ON cdrs FOR EACH ROW EXECUTE FUNCTION check_cdr_correction();

-- The work of the daily retry and of the policy, found without reading the whole table.
CREATE INDEX cdr_validations_waiting ON cdr_validations (next_try_at) WHERE state = 'FLAGGED';

-- A prefix names one connection on the whole platform, whatever its separator; a party has one connection per client and environment.
CREATE UNIQUE INDEX subscriptions_one_per_prefix ON subscriptions (environment, upper(token_prefix))
  WHERE token_prefix IS NOT NULL AND state NOT IN ('REJECTED', 'TERMINATED');
CREATE UNIQUE INDEX subscriptions_one_per_party ON subscriptions (client_id, environment, upper(country_code), upper(party_id))
  WHERE party_id IS NOT NULL AND state NOT IN ('REJECTED', 'TERMINATED');
ALTER TABLE subscriptions
  ADD CONSTRAINT token_mark CHECK (token_prefix ~ '^[A-Z0-9]{3}$' AND token_separator ~ '^[!-/:-@\[-`{-~]$'
    OR token_prefix IS NULL AND token_separator IS NULL),
  ADD CONSTRAINT known_version CHECK (version IN ('2.1.1', '2.2.1', '2.3.0'));

-- A terminal serves a location as a whole once.
CREATE UNIQUE INDEX terminal_assignments_one_per_location ON terminal_assignments (terminal_id, location_id) WHERE evse_id IS NULL;

CREATE INDEX ocpi_pushes_waiting ON ocpi_pushes (next_try_at) WHERE state = 'PENDING';
CREATE INDEX ocpi_commands_waiting ON ocpi_commands (received_at) WHERE result_state = 'WAITING';
