CREATE TABLE "statement_coverage" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"source" "statement_source" NOT NULL,
	"import_id" uuid,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "statement_coverage_forward" CHECK ("statement_coverage"."until_at" >= "statement_coverage"."from_at")
);
--> statement-breakpoint
ALTER TABLE "statement_lines" DROP CONSTRAINT "statement_lines_receipt_unique";--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "is_charge" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_coverage" ADD CONSTRAINT "statement_coverage_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_coverage" ADD CONSTRAINT "statement_coverage_import_id_statement_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."statement_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "statement_coverage_until" ON "statement_coverage" USING btree ("channel_id","until_at");--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_receipt_unique" UNIQUE("channel_id","receipt","direction","is_charge");