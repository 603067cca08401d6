-- AlterTable
ALTER TABLE "evses" ADD COLUMN     "meter_public_key" TEXT;

-- A key is what its hex says, at least a bare point of 192 bits.
ALTER TABLE "evses" ADD CONSTRAINT meter_key_is_hex CHECK (meter_public_key ~ '^([0-9a-f]{2}){48,200}$');

-- Finds a signed value that was used before (LAW-33): the text itself is too long for an index.
CREATE INDEX meter_readings_signed ON meter_readings (md5(signed_data)) WHERE signed_data IS NOT NULL;
