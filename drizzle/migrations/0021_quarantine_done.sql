ALTER TABLE "callback_inbox" ADD COLUMN "done_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "callback_inbox" ADD COLUMN "done_by" uuid;--> statement-breakpoint
ALTER TABLE "callback_inbox" ADD COLUMN "done_note" text;--> statement-breakpoint
CREATE INDEX "callback_inbox_quarantined" ON "callback_inbox" USING btree ("received_at") WHERE "callback_inbox"."status" = 'quarantined';--> statement-breakpoint
ALTER TABLE "callback_inbox" ADD CONSTRAINT "callback_inbox_done_is_whole" CHECK (num_nulls("callback_inbox"."done_at", "callback_inbox"."done_by", "callback_inbox"."done_note") in (0, 3));