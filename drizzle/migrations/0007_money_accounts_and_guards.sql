-- Money on its way out to customers, and what a till's count differs by. Ids as in services/ledger/accounts.ts.
INSERT INTO "ledger_accounts" ("id", "kind") VALUES
  ('00000000-0000-7000-8000-000000000009', 'refunds_pending'),
  ('00000000-0000-7000-8000-00000000000a', 'cash_over_short');
--> statement-breakpoint
CREATE TRIGGER credit_notes_not_deleted BEFORE DELETE ON "credit_notes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_assignments_immutable BEFORE UPDATE OR DELETE ON "payment_assignments"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_reversals_immutable BEFORE UPDATE OR DELETE ON "payment_reversals"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER provider_requests_not_deleted BEFORE DELETE ON "provider_requests"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER statement_lines_immutable BEFORE UPDATE OR DELETE ON "statement_lines"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER bills_not_deleted BEFORE DELETE ON "bills" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- Bought time stays as it was bought; it can be ended early, once.
CREATE FUNCTION refuse_renewal_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.user_id, NEW.package_id, NEW.bill_id, NEW.journal_id, NEW.periods, NEW.starts_at, NEW.ends_at)
     IS DISTINCT FROM (OLD.user_id, OLD.package_id, OLD.bill_id, OLD.journal_id, OLD.periods, OLD.starts_at, OLD.ends_at)
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) THEN
    RAISE EXCEPTION 'bought time cannot be rewritten' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER renewals_keep_their_facts BEFORE UPDATE ON "renewals"
  FOR EACH ROW EXECUTE FUNCTION refuse_renewal_rewrite();
