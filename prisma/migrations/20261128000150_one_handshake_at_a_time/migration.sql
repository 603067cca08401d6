-- A handshake that we have begun runs until then at most; a second one would mix up the tokens.
ALTER TABLE "subscriptions" ADD COLUMN "handshake_until" TIMESTAMPTZ(3);
