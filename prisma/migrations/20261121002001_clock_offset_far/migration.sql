-- REL-85: a station that has not set its clock says 1970, which is more milliseconds than an integer holds.
ALTER TABLE "ocpp_transactions" ALTER COLUMN "clock_offset_ms" TYPE DOUBLE PRECISION;
