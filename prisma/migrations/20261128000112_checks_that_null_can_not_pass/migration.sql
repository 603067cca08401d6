-- A check whose answer is NULL counts as passed: what must be there is asked for by name.
ALTER TABLE "billing_rules"
  DROP CONSTRAINT rule_has_its_price,
  DROP CONSTRAINT factor_has_a_reason;
ALTER TABLE "billing_rules"
  ADD CONSTRAINT rule_has_its_price CHECK (
    kind = 'FIXED' AND tariff_id IS NOT NULL AND factor IS NULL
    OR kind = 'WHOLESALE_FACTOR' AND tariff_id IS NULL AND factor IS NOT NULL AND factor > 0 AND factor <= 100
  ),
  -- LAW-11, AFIR Art. 5(3): a price that differs from wholesale has a reason.
  ADD CONSTRAINT factor_has_a_reason CHECK (
    factor IS NULL OR factor = 1 OR justification IS NOT NULL AND length(trim(justification)) > 0
  );
ALTER TABLE "cdrs" DROP CONSTRAINT cdr_correction_has_a_reason;
ALTER TABLE "cdrs" ADD CONSTRAINT cdr_correction_has_a_reason
  CHECK (kind = 'ORIGINAL' OR reason IS NOT NULL AND length(trim(reason)) > 0);
ALTER TABLE "subscriptions" DROP CONSTRAINT token_mark;
ALTER TABLE "subscriptions" ADD CONSTRAINT token_mark CHECK (
  token_prefix IS NULL AND token_separator IS NULL
  OR token_prefix IS NOT NULL AND token_separator IS NOT NULL
    AND token_prefix ~ '^[A-Z0-9]{3}$' AND token_separator ~ '^[!-/:-@\[-`{-~]$'
);
