-- A bill names the rule that made its price. Prices that were frozen before there were rules get the rule that was made of
-- their tariff, so that sessions which run during the upgrade can be billed.
SELECT set_config('app.scope', 'system', true);
UPDATE quotes q SET billing_rule_id = r.id
  FROM billing_rules r JOIN tariff_revisions v ON v.tariff_id = r.tariff_id
  WHERE q.billing_rule_id IS NULL AND r.client_id = q.client_id AND v.client_id = q.client_id AND v.hash = q.tariff_hash;
UPDATE charging_sessions s SET billing_rule_id = r.id
  FROM billing_rules r JOIN tariff_revisions v ON v.tariff_id = r.tariff_id
  WHERE s.billing_rule_id IS NULL AND r.client_id = s.client_id AND v.client_id = s.client_id AND v.hash = s.tariff_hash
    AND s.state NOT IN ('BILLED', 'CLOSED', 'ABANDONED');
-- What was flagged before there were validations, with the hour in which the sweep looks at it anew.
INSERT INTO cdr_validations (session_id, client_id, cpo_id, state, findings, flagged_at, tries, next_try_at, decide_by, updated_at)
  SELECT s.id, s.client_id, s.cpo_id, 'FLAGGED', '[]', s.ended_at, 1, now(),
    CASE WHEN s.payment_id IS NULL THEN NULL ELSE coalesce(p.capture_before - interval '24 hours', now() + interval '24 hours') END, now()
  FROM charging_sessions s LEFT JOIN payments p ON p.id = s.payment_id
  WHERE s.state = 'FLAGGED' ON CONFLICT (session_id) DO NOTHING;
SELECT set_config('app.scope', '', true);
