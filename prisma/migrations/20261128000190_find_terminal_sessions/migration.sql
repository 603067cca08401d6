-- A driver finds the receipt of a payment terminal by day and last four digits of the card.
CREATE INDEX "charging_sessions_card_last4_created_at_idx" ON "charging_sessions"("card_last4", "created_at");
