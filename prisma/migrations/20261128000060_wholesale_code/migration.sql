-- What a terminal provider calls the tariff of a session that it started.
ALTER TABLE "charging_sessions" ADD COLUMN "wholesale_code" TEXT;
