ALTER TYPE "public"."alert_kind" ADD VALUE 'mpesa_no_receipt';--> statement-breakpoint
ALTER TYPE "public"."alert_kind" ADD VALUE 'mpesa_not_booked';--> statement-breakpoint
CREATE INDEX "payments_without_receipt" ON "payments" USING btree ("channel_id","created_at") WHERE "payments"."receipt" is null;