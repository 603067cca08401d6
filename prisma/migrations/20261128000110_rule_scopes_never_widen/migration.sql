-- A rule whose operator, group or EVSE were deleted must not come to hold everywhere: what a rule names can not be deleted.
ALTER TABLE "billing_rules"
  DROP CONSTRAINT "billing_rules_cpo_id_fkey",
  DROP CONSTRAINT "billing_rules_location_group_id_fkey",
  DROP CONSTRAINT "billing_rules_evse_id_fkey",
  DROP CONSTRAINT "billing_rules_tariff_id_fkey";
ALTER TABLE "billing_rules"
  ADD CONSTRAINT "billing_rules_cpo_id_fkey" FOREIGN KEY ("cpo_id") REFERENCES "cpos"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "billing_rules_location_group_id_fkey" FOREIGN KEY ("location_group_id") REFERENCES "location_groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "billing_rules_evse_id_fkey" FOREIGN KEY ("evse_id") REFERENCES "evses"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "billing_rules_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariffs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
