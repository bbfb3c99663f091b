DROP INDEX "users_expiry_due";--> statement-breakpoint
DROP INDEX "users_provisional_due";--> statement-breakpoint
DROP INDEX "users_bill_due";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "access_ends_at" timestamp (3) with time zone GENERATED ALWAYS AS (greatest(paid_until, provisional_until, credit_until)) STORED;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "billed_until" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "bills_one_per_postpaid_period" ON "bills" USING btree ("user_id","period_start") WHERE "bills"."kind" = 'postpaid' and "bills"."status" <> 'void';--> statement-breakpoint
CREATE INDEX "bills_postpaid_due" ON "bills" USING btree ("due_at") WHERE "bills"."kind" = 'postpaid' and "bills"."status" = 'open';--> statement-breakpoint
CREATE INDEX "users_access_ends" ON "users" USING btree ("access_ends_at") WHERE "users"."status" = 'active' and "users"."expired_at" is null;--> statement-breakpoint
CREATE INDEX "users_paid_until" ON "users" USING btree ("paid_until") WHERE "users"."status" = 'active';--> statement-breakpoint
CREATE INDEX "users_bill_due" ON "users" USING btree (least("next_bill_at", "expired_at", "closed_at")) WHERE "users"."next_bill_at" is not null;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "postpaid_has_a_next_bill" CHECK ("users"."next_bill_at" is null or "users"."billed_until" is not null);