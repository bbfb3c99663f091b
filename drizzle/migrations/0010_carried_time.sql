ALTER TABLE "renewals" ADD COLUMN "carries_id" uuid;--> statement-breakpoint
ALTER TABLE "renewals" ADD CONSTRAINT "renewals_carries_id_renewals_id_fk" FOREIGN KEY ("carries_id") REFERENCES "public"."renewals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewals" ADD CONSTRAINT "purchase_carries_nothing" CHECK ("renewals"."kind" = 'resume' or "renewals"."carries_id" is null);
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_renewal_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.user_id, NEW.package_id, NEW.kind, NEW.bill_id, NEW.carries_id, NEW.journal_id, NEW.periods, NEW.starts_at, NEW.ends_at)
     IS DISTINCT FROM (OLD.user_id, OLD.package_id, OLD.kind, OLD.bill_id, OLD.carries_id, OLD.journal_id, OLD.periods, OLD.starts_at, OLD.ends_at)
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) THEN
    RAISE EXCEPTION 'bought time cannot be rewritten' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
