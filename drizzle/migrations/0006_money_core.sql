CREATE TYPE "public"."credit_note_kind" AS ENUM('package_change', 'reversal', 'manual');--> statement-breakpoint
CREATE TYPE "public"."discount_kind" AS ENUM('percent', 'amount');--> statement-breakpoint
CREATE TYPE "public"."renewal_kind" AS ENUM('purchase', 'resume');--> statement-breakpoint
CREATE TYPE "public"."provider_request_kind" AS ENUM('transaction_status', 'reversal', 'refund');--> statement-breakpoint
CREATE TYPE "public"."provider_request_state" AS ENUM('created', 'sent', 'unknown', 'succeeded', 'failed');--> statement-breakpoint
CREATE TYPE "public"."reversal_kind" AS ENUM('provider', 'staff', 'void');--> statement-breakpoint
CREATE TYPE "public"."statement_direction" AS ENUM('in', 'out');--> statement-breakpoint
CREATE TYPE "public"."statement_source" AS ENUM('pull', 'csv');--> statement-breakpoint
CREATE TYPE "public"."billing_mode" AS ENUM('prepaid', 'postpaid');--> statement-breakpoint
ALTER TYPE "public"."bill_kind" ADD VALUE 'postpaid';--> statement-breakpoint
ALTER TYPE "public"."account_kind" ADD VALUE 'refunds_pending';--> statement-breakpoint
ALTER TYPE "public"."account_kind" ADD VALUE 'cash_over_short';--> statement-breakpoint
ALTER TYPE "public"."evidence_kind" ADD VALUE 'reversal';--> statement-breakpoint
ALTER TYPE "public"."inbox_kind" ADD VALUE 'provider_result';--> statement-breakpoint
ALTER TYPE "public"."inbox_kind" ADD VALUE 'provider_timeout';--> statement-breakpoint
ALTER TYPE "public"."payment_status" ADD VALUE 'split';--> statement-breakpoint
CREATE TABLE "credit_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text,
	"customer_id" uuid NOT NULL,
	"bill_id" uuid,
	"kind" "credit_note_kind" NOT NULL,
	"reason" text NOT NULL,
	"journal_id" uuid NOT NULL,
	"total_cents" bigint NOT NULL,
	"internet_cents" bigint NOT NULL,
	"fees_cents" bigint NOT NULL,
	"excise_cents" bigint NOT NULL,
	"vat_cents" bigint NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credit_notes_number_unique" UNIQUE("number"),
	CONSTRAINT "credit_notes_journal_id_unique" UNIQUE("journal_id"),
	CONSTRAINT "credit_note_adds_up" CHECK ("credit_notes"."total_cents" > 0 and "credit_notes"."total_cents" = "credit_notes"."internet_cents" + "credit_notes"."fees_cents" + "credit_notes"."excise_cents" + "credit_notes"."vat_cents")
);
--> statement-breakpoint
CREATE TABLE "discounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "discount_kind" NOT NULL,
	"value" bigint NOT NULL,
	"reason" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "discount_value_in_range" CHECK ("discounts"."value" > 0 and ("discounts"."kind" <> 'percent' or "discounts"."value" <= 10000))
);
--> statement-breakpoint
CREATE TABLE "dunning_steps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"access_ends_at" timestamp (3) with time zone NOT NULL,
	"step" text NOT NULL,
	"done_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "dunning_steps_once" UNIQUE("user_id","access_ends_at","step")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"topic" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_assignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"amount_cents" bigint NOT NULL,
	"journal_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_assignments_once" UNIQUE("payment_id","customer_id"),
	CONSTRAINT "payment_assignment_positive" CHECK ("payment_assignments"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "payment_reversals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"kind" "reversal_kind" NOT NULL,
	"reason" text NOT NULL,
	"receipt" text,
	"journal_id" uuid NOT NULL,
	"staff_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_reversals_payment_id_unique" UNIQUE("payment_id")
);
--> statement-breakpoint
CREATE TABLE "provider_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"kind" "provider_request_kind" NOT NULL,
	"state" "provider_request_state" DEFAULT 'created' NOT NULL,
	"customer_id" uuid,
	"payment_id" uuid,
	"receipt" text,
	"phone" text,
	"amount_cents" bigint,
	"reason" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"token_encrypted" text NOT NULL,
	"conversation_id" text,
	"result_code" text,
	"result_description" text,
	"result_receipt" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "provider_requests_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "till_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"opening_cents" bigint NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" uuid,
	"expected_cents" bigint,
	"counted_cents" bigint,
	"note" text,
	CONSTRAINT "till_opening_not_negative" CHECK ("till_sessions"."opening_cents" >= 0),
	CONSTRAINT "till_closed_with_count" CHECK (("till_sessions"."closed_at" is null) = ("till_sessions"."counted_cents" is null))
);
--> statement-breakpoint
CREATE TABLE "books_checks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"in_order" boolean NOT NULL,
	"broken" jsonb NOT NULL,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"row_count" integer NOT NULL,
	"new_row_count" integer NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"staff_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "statement_imports_file_hash_unique" UNIQUE("file_hash")
);
--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"receipt" text NOT NULL,
	"direction" "statement_direction" NOT NULL,
	"amount_cents" bigint NOT NULL,
	"completed_at" timestamp (3) with time zone NOT NULL,
	"payer_number" text,
	"payer_name" text,
	"account_reference" text,
	"details" text,
	"linked_receipt" text,
	"source" "statement_source" NOT NULL,
	"import_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "statement_lines_receipt_unique" UNIQUE("channel_id","receipt","direction"),
	CONSTRAINT "statement_amount_positive" CHECK ("statement_lines"."amount_cents" > 0)
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_accounts_owner_unique";--> statement-breakpoint
ALTER TABLE "renewals" ALTER COLUMN "bill_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bill_lines" ADD COLUMN "discount_cents" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "void_reason" text;--> statement-breakpoint
ALTER TABLE "renewals" ADD COLUMN "kind" "renewal_kind" DEFAULT 'purchase' NOT NULL;--> statement-breakpoint
ALTER TABLE "renewals" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "renewals" ADD COLUMN "ended_reason" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "auto_prompt_consent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "channel_id" uuid;--> statement-breakpoint
ALTER TABLE "payment_channels" ADD COLUMN "pull_registered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment_channels" ADD COLUMN "c2b_validation" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_channels" ADD COLUMN "initiator_password_set_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "till_session_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "reversed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stk_attempts" ADD COLUMN "initiated_by" text DEFAULT 'customer' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "paused_seconds_left" bigint;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "billing_mode" "billing_mode" DEFAULT 'prepaid' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "next_bill_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "next_package_id" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "credit_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discounts" ADD CONSTRAINT "discounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_steps" ADD CONSTRAINT "dunning_steps_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_assignments" ADD CONSTRAINT "payment_assignments_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_assignments" ADD CONSTRAINT "payment_assignments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_assignments" ADD CONSTRAINT "payment_assignments_journal_id_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "public"."journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_reversals" ADD CONSTRAINT "payment_reversals_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_reversals" ADD CONSTRAINT "payment_reversals_journal_id_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "public"."journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_requests" ADD CONSTRAINT "provider_requests_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_requests" ADD CONSTRAINT "provider_requests_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_requests" ADD CONSTRAINT "provider_requests_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "till_sessions" ADD CONSTRAINT "till_sessions_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_imports" ADD CONSTRAINT "statement_imports_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_import_id_statement_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."statement_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_notes_customer" ON "credit_notes" USING btree ("customer_id","issued_at");--> statement-breakpoint
CREATE INDEX "credit_notes_unnumbered" ON "credit_notes" USING btree ("issued_at") WHERE "credit_notes"."number" is null;--> statement-breakpoint
CREATE INDEX "discounts_user" ON "discounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "payment_assignments_customer" ON "payment_assignments" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "provider_requests_due" ON "provider_requests" USING btree ("next_attempt_at") WHERE "provider_requests"."next_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "provider_requests_payment" ON "provider_requests" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "provider_requests_customer" ON "provider_requests" USING btree ("customer_id","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_requests_one_open" ON "provider_requests" USING btree ("kind","channel_id","receipt") WHERE "provider_requests"."state" in ('created', 'sent', 'unknown') and "provider_requests"."receipt" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "till_sessions_one_open" ON "till_sessions" USING btree ("channel_id") WHERE "till_sessions"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "till_sessions_staff" ON "till_sessions" USING btree ("staff_id","opened_at");--> statement-breakpoint
CREATE INDEX "books_checks_ran" ON "books_checks" USING btree ("ran_at");--> statement-breakpoint
CREATE INDEX "statement_lines_completed" ON "statement_lines" USING btree ("channel_id","completed_at");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_till_session_id_till_sessions_id_fk" FOREIGN KEY ("till_session_id") REFERENCES "public"."till_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_next_package_id_packages_id_fk" FOREIGN KEY ("next_package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "users_bill_due" ON "users" USING btree ("next_bill_at") WHERE "users"."next_bill_at" is not null;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_owner_unique" UNIQUE NULLS NOT DISTINCT("kind","customer_id","channel_id","currency");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "paused_with_time_left" CHECK (("users"."paused_at" is null) = ("users"."paused_seconds_left" is null));