-- REL-85: a station whose clock is wrong keeps its durations; the offset is measured once, at the start of a transaction.
ALTER TABLE "ocpp_transactions" ADD COLUMN "clock_offset_ms" INTEGER NOT NULL DEFAULT 0;
