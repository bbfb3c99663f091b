-- What money or a person's act has written stays as it was written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entries_immutable BEFORE UPDATE OR DELETE ON "ledger_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON "ledger_entries" EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER journals_immutable BEFORE UPDATE OR DELETE ON "journals"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER journals_no_truncate BEFORE TRUNCATE ON "journals" EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_immutable BEFORE UPDATE OR DELETE ON "audit_log"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON "audit_log" EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payments_not_deleted BEFORE DELETE ON "payments" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER renewals_not_deleted BEFORE DELETE ON "renewals" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER allocations_not_deleted BEFORE DELETE ON "allocations" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER callback_inbox_not_deleted BEFORE DELETE ON "callback_inbox" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- The received body is evidence: only its judgement may be written later.
CREATE FUNCTION refuse_evidence_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.kind, NEW.dedupe_hash, NEW.token_hash, NEW.body, NEW.received_at)
     IS DISTINCT FROM (OLD.kind, OLD.dedupe_hash, OLD.token_hash, OLD.body, OLD.received_at) THEN
    RAISE EXCEPTION 'a received callback cannot be rewritten' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER callback_inbox_keeps_evidence BEFORE UPDATE ON "callback_inbox"
  FOR EACH ROW EXECUTE FUNCTION refuse_evidence_change();
--> statement-breakpoint

-- A payment keeps its amount, its way in and, once known, its receipt.
CREATE FUNCTION refuse_payment_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.channel_id, NEW.provider, NEW.environment, NEW.amount_cents, NEW.currency)
     IS DISTINCT FROM (OLD.channel_id, OLD.provider, OLD.environment, OLD.amount_cents, OLD.currency)
     OR (OLD.receipt IS NOT NULL AND NEW.receipt IS DISTINCT FROM OLD.receipt)
     OR (OLD.status = 'reversed' AND NEW.status <> 'reversed') THEN
    RAISE EXCEPTION 'a payment cannot be rewritten' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER payments_keep_their_facts BEFORE UPDATE ON "payments"
  FOR EACH ROW EXECUTE FUNCTION refuse_payment_rewrite();
--> statement-breakpoint

-- Once paid, an attempt can only be reversed.
CREATE FUNCTION refuse_unpaying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state = 'paid' AND NEW.state NOT IN ('paid', 'reversed')) OR (OLD.state = 'reversed' AND NEW.state <> 'reversed') THEN
    RAISE EXCEPTION 'a paid attempt cannot become %', NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stk_attempts_stay_paid BEFORE UPDATE ON "stk_attempts"
  FOR EACH ROW EXECUTE FUNCTION refuse_unpaying();
--> statement-breakpoint

-- Double entry: looked at once, at commit.
CREATE FUNCTION require_balanced_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  difference bigint;
  lines integer;
BEGIN
  SELECT sum(CASE direction WHEN 'debit' THEN amount_cents ELSE -amount_cents END), count(*)
    INTO difference, lines FROM ledger_entries WHERE journal_id = NEW.id;
  IF lines < 2 OR difference <> 0 THEN
    RAISE EXCEPTION 'journal % does not balance (difference %, % entries)', NEW.id, difference, lines
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER journals_balance AFTER INSERT ON "journals"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_journal();
