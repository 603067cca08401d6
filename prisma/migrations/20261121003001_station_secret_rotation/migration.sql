-- SEC-29: while a station's secret is being replaced both are good; the first login with the new one ends the old one.
ALTER TABLE "stations" ADD COLUMN "pending_password_hash" TEXT;
