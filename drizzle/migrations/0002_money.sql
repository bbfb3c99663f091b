CREATE TYPE "public"."revenue_kind" AS ENUM('internet', 'fees');--> statement-breakpoint
CREATE TABLE "sweep_marks" (
	"name" text PRIMARY KEY NOT NULL,
	"last_ran_at" timestamp (3) with time zone NOT NULL,
	"resumed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "receiptless_payment_has_attempt";--> statement-breakpoint
ALTER TABLE "bill_lines" ADD COLUMN "revenue" "revenue_kind" DEFAULT 'internet' NOT NULL;--> statement-breakpoint
CREATE INDEX "stk_attempts_awaiting_receipt" ON "stk_attempts" USING btree ("resolved_at") WHERE "stk_attempts"."state" = 'paid_no_receipt';--> statement-breakpoint
CREATE INDEX "users_provisional_due" ON "users" USING btree ("provisional_until") WHERE "users"."provisional_until" is not null and "users"."expired_at" is null;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "receiptless_payment_has_attempt" CHECK ("payments"."receipt" is not null or "payments"."attempt_id" is not null or "payments"."status" = 'reversed');