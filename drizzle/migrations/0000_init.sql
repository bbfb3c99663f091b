CREATE TYPE "public"."bill_kind" AS ENUM('onboarding', 'renewal', 'adjustment');--> statement-breakpoint
CREATE TYPE "public"."bill_status" AS ENUM('open', 'paid', 'void');--> statement-breakpoint
CREATE TYPE "public"."customer_status" AS ENUM('active', 'closed');--> statement-breakpoint
CREATE TYPE "public"."app_mode" AS ENUM('demo', 'live');--> statement-breakpoint
CREATE TYPE "public"."tax_kind" AS ENUM('vat', 'excise');--> statement-breakpoint
CREATE TYPE "public"."account_kind" AS ENUM('mpesa_clearing', 'cash_till', 'wallet', 'suspense', 'vat_payable', 'excise_payable', 'revenue_internet', 'revenue_fees', 'mpesa_fees');--> statement-breakpoint
CREATE TYPE "public"."entry_direction" AS ENUM('debit', 'credit');--> statement-breakpoint
CREATE TYPE "public"."message_status" AS ENUM('queued', 'sending', 'sent', 'delivered', 'failed');--> statement-breakpoint
CREATE TYPE "public"."package_status" AS ENUM('active', 'archived');--> statement-breakpoint
CREATE TYPE "public"."period_unit" AS ENUM('minute', 'hour', 'day', 'week', 'month');--> statement-breakpoint
CREATE TYPE "public"."service_type" AS ENUM('pppoe', 'static', 'hotspot');--> statement-breakpoint
CREATE TYPE "public"."channel_kind" AS ENUM('paybill', 'till', 'cash');--> statement-breakpoint
CREATE TYPE "public"."evidence_kind" AS ENUM('stk_callback', 'stk_query', 'c2b_confirmation', 'pull', 'transaction_status', 'typed_code', 'cash');--> statement-breakpoint
CREATE TYPE "public"."inbox_kind" AS ENUM('stk_callback', 'c2b_confirmation', 'c2b_validation', 'sms_report');--> statement-breakpoint
CREATE TYPE "public"."inbox_status" AS ENUM('received', 'processed', 'quarantined');--> statement-breakpoint
CREATE TYPE "public"."payment_provider" AS ENUM('mpesa', 'cash');--> statement-breakpoint
CREATE TYPE "public"."payment_status" AS ENUM('credited', 'suspense', 'reversed');--> statement-breakpoint
CREATE TYPE "public"."provider_environment" AS ENUM('simulator', 'sandbox', 'production');--> statement-breakpoint
CREATE TYPE "public"."stk_attempt_state" AS ENUM('created', 'sent', 'unknown', 'pending', 'paid_no_receipt', 'paid', 'failed', 'expired', 'reversed');--> statement-breakpoint
CREATE TYPE "public"."reachability" AS ENUM('unknown', 'up', 'down');--> statement-breakpoint
CREATE TYPE "public"."router_status" AS ENUM('active', 'removed');--> statement-breakpoint
CREATE TYPE "public"."router_transport" AS ENUM('plain', 'tls');--> statement-breakpoint
CREATE TYPE "public"."sync_policy" AS ENUM('observe_only', 'no_deletes', 'full');--> statement-breakpoint
CREATE TYPE "public"."sign_in_code_purpose" AS ENUM('owner_setup', 'customer_code');--> statement-breakpoint
CREATE TYPE "public"."staff_role" AS ENUM('owner', 'admin', 'finance', 'support', 'technician');--> statement-breakpoint
CREATE TYPE "public"."staff_status" AS ENUM('active', 'disabled');--> statement-breakpoint
CREATE TYPE "public"."sync_outcome" AS ENUM('unchanged', 'changed', 'failed', 'deferred', 'observed_only');--> statement-breakpoint
CREATE TYPE "public"."sync_status" AS ENUM('pending', 'syncing', 'in_sync', 'failed', 'paused', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."service_family" AS ENUM('ppp', 'hotspot', 'static');--> statement-breakpoint
CREATE TYPE "public"."user_status" AS ENUM('active', 'suspended', 'closed');--> statement-breakpoint
CREATE TABLE "bill_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bill_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"description" text NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL,
	"unit_cents" bigint NOT NULL,
	"total_cents" bigint NOT NULL,
	"net_cents" bigint NOT NULL,
	"vat_cents" bigint NOT NULL,
	"excise_cents" bigint NOT NULL,
	CONSTRAINT "bill_lines_position" UNIQUE("bill_id","position"),
	CONSTRAINT "bill_line_adds_up" CHECK ("bill_lines"."total_cents" = "bill_lines"."net_cents" + "bill_lines"."vat_cents" + "bill_lines"."excise_cents")
);
--> statement-breakpoint
CREATE TABLE "bill_number_series" (
	"series" text PRIMARY KEY NOT NULL,
	"next_number" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bills" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text,
	"customer_id" uuid NOT NULL,
	"user_id" uuid,
	"package_id" uuid,
	"kind" "bill_kind" NOT NULL,
	"status" "bill_status" DEFAULT 'open' NOT NULL,
	"currency" text DEFAULT 'KES' NOT NULL,
	"total_cents" bigint NOT NULL,
	"paid_cents" bigint DEFAULT 0 NOT NULL,
	"vat_cents" bigint DEFAULT 0 NOT NULL,
	"excise_cents" bigint DEFAULT 0 NOT NULL,
	"periods" integer DEFAULT 0 NOT NULL,
	"period_start" timestamp (3) with time zone,
	"period_end" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"voided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bills_number_unique" UNIQUE("number"),
	CONSTRAINT "bill_paid_within_total" CHECK ("bills"."paid_cents" between 0 and "bills"."total_cents"),
	CONSTRAINT "bill_status_follows_money" CHECK ("bills"."status" <> 'paid' or "bills"."paid_cents" = "bills"."total_cents")
);
--> statement-breakpoint
CREATE TABLE "renewals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"package_id" uuid NOT NULL,
	"bill_id" uuid NOT NULL,
	"journal_id" uuid NOT NULL,
	"periods" integer NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "renewals_bill_id_unique" UNIQUE("bill_id"),
	CONSTRAINT "renewal_moves_forward" CHECK ("renewals"."ends_at" > "renewals"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "customer_phones" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"phone" text NOT NULL,
	"phone_hash" text NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "customer_phone_is_e164" CHECK ("customer_phones"."phone" ~ '^\+[1-9][0-9]{7,14}$')
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_number" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"address" text,
	"notes" text,
	"status" "customer_status" DEFAULT 'active' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "customers_account_number_unique" UNIQUE("account_number"),
	CONSTRAINT "customer_account_number_form" CHECK ("customers"."account_number" ~ '^[2-689][0-9]{7}$' and "customers"."account_number" !~ '^254')
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"installation_id" uuid NOT NULL,
	"app_mode" "app_mode" NOT NULL,
	"operator_name" text NOT NULL,
	"support_phone" text,
	"paused_at" timestamp (3) with time zone,
	"paused_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_is_one_row" CHECK ("installation"."singleton")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "tax_kind" NOT NULL,
	"rate_basis_points" integer NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tax_rate_in_range" CHECK ("tax_rates"."rate_basis_points" between 0 and 10000)
);
--> statement-breakpoint
CREATE TABLE "journals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"idempotency_key" text NOT NULL,
	"input_hash" text NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"payment_id" uuid,
	"bill_id" uuid,
	"reverses_journal_id" uuid,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "journals_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "account_kind" NOT NULL,
	"customer_id" uuid,
	"currency" text DEFAULT 'KES' NOT NULL,
	"balance_cents" bigint,
	"version" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_accounts_owner_unique" UNIQUE NULLS NOT DISTINCT("kind","customer_id","currency"),
	CONSTRAINT "wallet_has_owner" CHECK (("ledger_accounts"."kind" = 'wallet') = ("ledger_accounts"."customer_id" is not null)),
	CONSTRAINT "running_balance_on_wallets_and_tills" CHECK (("ledger_accounts"."kind" in ('wallet', 'cash_till')) = ("ledger_accounts"."balance_cents" is not null and "ledger_accounts"."version" is not null))
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"journal_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"direction" "entry_direction" NOT NULL,
	"amount_cents" bigint NOT NULL,
	"balance_after_cents" bigint,
	"account_version" integer,
	"posted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_entries_version_unique" UNIQUE("account_id","account_version"),
	CONSTRAINT "entry_amount_positive" CHECK ("ledger_entries"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid,
	"phone" text NOT NULL,
	"template" text NOT NULL,
	"body" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"status" "message_status" DEFAULT 'queued' NOT NULL,
	"provider_message_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "messages_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"service_type" "service_type" NOT NULL,
	"download_kbps" integer NOT NULL,
	"upload_kbps" integer NOT NULL,
	"burst_download_kbps" integer,
	"burst_upload_kbps" integer,
	"burst_threshold_download_kbps" integer,
	"burst_threshold_upload_kbps" integer,
	"burst_seconds" integer,
	"period_unit" "period_unit" NOT NULL,
	"period_count" integer NOT NULL,
	"price_cents" bigint NOT NULL,
	"currency" text DEFAULT 'KES' NOT NULL,
	"data_cap_bytes" bigint,
	"address_pool" text,
	"status" "package_status" DEFAULT 'active' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "package_speeds_positive" CHECK ("packages"."download_kbps" > 0 and "packages"."upload_kbps" > 0),
	CONSTRAINT "package_period_positive" CHECK ("packages"."period_count" between 1 and 1000),
	CONSTRAINT "package_price_not_negative" CHECK ("packages"."price_cents" >= 0)
);
--> statement-breakpoint
CREATE TABLE "allocations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid,
	"bill_id" uuid NOT NULL,
	"journal_id" uuid NOT NULL,
	"amount_cents" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "allocation_positive" CHECK ("allocations"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "callback_inbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "inbox_kind" NOT NULL,
	"dedupe_hash" text NOT NULL,
	"token_hash" text NOT NULL,
	"token_known" boolean NOT NULL,
	"source_address" text NOT NULL,
	"source_trusted" boolean NOT NULL,
	"body" text NOT NULL,
	"deliveries" integer DEFAULT 1 NOT NULL,
	"status" "inbox_status" DEFAULT 'received' NOT NULL,
	"reason" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"processed_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	CONSTRAINT "callback_inbox_dedupe_hash_unique" UNIQUE("dedupe_hash")
);
--> statement-breakpoint
CREATE TABLE "payment_channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"provider" "payment_provider" NOT NULL,
	"environment" "provider_environment" NOT NULL,
	"kind" "channel_kind" NOT NULL,
	"shortcode" text,
	"base_url" text,
	"credentials_encrypted" text,
	"hook_token_hash" text,
	"hook_token_encrypted" text,
	"c2b_registered_at" timestamp (3) with time zone,
	"pulled_until" timestamp (3) with time zone,
	"active" boolean DEFAULT true NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_channels_hook_token_hash_unique" UNIQUE("hook_token_hash"),
	CONSTRAINT "payment_channels_shortcode_unique" UNIQUE("provider","environment","shortcode")
);
--> statement-breakpoint
CREATE TABLE "payment_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid,
	"attempt_id" uuid,
	"kind" "evidence_kind" NOT NULL,
	"inbox_id" uuid,
	"summary" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"provider" "payment_provider" NOT NULL,
	"environment" "provider_environment" NOT NULL,
	"receipt" text,
	"attempt_id" uuid,
	"customer_id" uuid,
	"status" "payment_status" NOT NULL,
	"source" "evidence_kind" NOT NULL,
	"amount_cents" bigint NOT NULL,
	"currency" text DEFAULT 'KES' NOT NULL,
	"payer_number" text,
	"payer_name" text,
	"account_reference" text,
	"paid_at" timestamp (3) with time zone NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_attempt_id_unique" UNIQUE("attempt_id"),
	CONSTRAINT "payments_receipt_unique" UNIQUE("provider","environment","receipt"),
	CONSTRAINT "payment_amount_positive" CHECK ("payments"."amount_cents" > 0),
	CONSTRAINT "payment_receipt_form" CHECK ("payments"."provider" <> 'mpesa' or "payments"."receipt" is null or "payments"."receipt" ~ '^[A-Z0-9]{10}$'),
	CONSTRAINT "credited_payment_has_customer" CHECK ("payments"."status" <> 'credited' or "payments"."customer_id" is not null),
	CONSTRAINT "receiptless_payment_has_attempt" CHECK ("payments"."receipt" is not null or "payments"."attempt_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "provider_tokens" (
	"channel_id" uuid PRIMARY KEY NOT NULL,
	"token_encrypted" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "restorations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"attempt_id" uuid,
	"payment_id" uuid,
	"generation" integer NOT NULL,
	"provisional" boolean DEFAULT false NOT NULL,
	"requested_at" timestamp (3) with time zone,
	"prompted_at" timestamp (3) with time zone,
	"callback_at" timestamp (3) with time zone,
	"committed_at" timestamp (3) with time zone NOT NULL,
	"event_at" timestamp (3) with time zone,
	"applied_at" timestamp (3) with time zone,
	"verified_at" timestamp (3) with time zone,
	"online_at" timestamp (3) with time zone,
	CONSTRAINT "restorations_attempt_id_unique" UNIQUE("attempt_id")
);
--> statement-breakpoint
CREATE TABLE "stk_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"user_id" uuid,
	"package_id" uuid,
	"periods" integer DEFAULT 1 NOT NULL,
	"amount_cents" bigint NOT NULL,
	"phone" text NOT NULL,
	"account_reference" text NOT NULL,
	"token_hash" text NOT NULL,
	"token_encrypted" text NOT NULL,
	"state" "stk_attempt_state" DEFAULT 'created' NOT NULL,
	"merchant_request_id" text,
	"checkout_request_id" text,
	"result_code" text,
	"result_description" text,
	"query_count" integer DEFAULT 0 NOT NULL,
	"next_query_at" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"pushed_at" timestamp (3) with time zone,
	"prompted_at" timestamp (3) with time zone,
	"callback_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stk_attempts_account_reference_unique" UNIQUE("account_reference"),
	CONSTRAINT "stk_attempts_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "stk_attempt_whole_shillings" CHECK ("stk_attempts"."amount_cents" > 0 and "stk_attempts"."amount_cents" % 100 = 0)
);
--> statement-breakpoint
CREATE TABLE "untrusted_callback_counts" (
	"hour" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"kept" integer DEFAULT 0 NOT NULL,
	"dropped" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "router_states" (
	"router_id" uuid PRIMARY KEY NOT NULL,
	"reachability" "reachability" DEFAULT 'unknown' NOT NULL,
	"reachability_since" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone,
	"last_error" text,
	"identity" text,
	"ros_version" text,
	"board_name" text,
	"uptime_seconds" bigint,
	"cpu_load_percent" integer,
	"free_memory_bytes" bigint,
	"total_memory_bytes" bigint,
	"session_count" integer,
	"foreign_secret_count" integer,
	"consecutive_failures" integer DEFAULT 0 NOT NULL,
	"breaker_open_until" timestamp (3) with time zone,
	"next_poll_at" timestamp (3) with time zone,
	"last_reconciled_at" timestamp (3) with time zone,
	"next_reconcile_at" timestamp (3) with time zone,
	"brake_reason" text,
	"brake_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "routers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"transport" "router_transport" DEFAULT 'plain' NOT NULL,
	"tls_fingerprint" text,
	"api_username" text NOT NULL,
	"api_password_encrypted" text NOT NULL,
	"status" "router_status" DEFAULT 'active' NOT NULL,
	"sync_policy" "sync_policy" DEFAULT 'observe_only' NOT NULL,
	"settings" jsonb NOT NULL,
	"hardware_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"managed_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "router_port_in_range" CHECK ("routers"."port" between 1 and 65535)
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid,
	"customer_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"source_address" text,
	"user_agent" text,
	CONSTRAINT "session_has_one_owner" CHECK (num_nonnulls("sessions"."staff_id", "sessions"."customer_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "sign_in_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" "sign_in_code_purpose" NOT NULL,
	"staff_id" uuid,
	"customer_id" uuid,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" "staff_role" NOT NULL,
	"status" "staff_status" DEFAULT 'active' NOT NULL,
	"password_hash" text,
	"last_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "desired_states" (
	"user_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"generation" bigint NOT NULL,
	"intent" jsonb NOT NULL,
	"intent_hash" text NOT NULL,
	"reason" text NOT NULL,
	"declared_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "desired_states_user_id_router_id_pk" PRIMARY KEY("user_id","router_id"),
	CONSTRAINT "desired_generation_positive" CHECK ("desired_states"."generation" > 0)
);
--> statement-breakpoint
CREATE TABLE "sync_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"generation" bigint,
	"outcome" "sync_outcome" NOT NULL,
	"plan" jsonb,
	"error" text,
	"error_code" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_states" (
	"user_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"status" "sync_status" DEFAULT 'pending' NOT NULL,
	"observed_generation" bigint DEFAULT 0 NOT NULL,
	"requested_seq" bigint DEFAULT 0 NOT NULL,
	"handled_seq" bigint DEFAULT 0 NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"session_not_before" timestamp (3) with time zone,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_plan" jsonb,
	"last_error" text,
	"last_error_code" text,
	"failure_count" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"last_synced_at" timestamp (3) with time zone,
	"last_checked_at" timestamp (3) with time zone,
	"online" boolean,
	"online_since" timestamp (3) with time zone,
	"session_address" text,
	"session_seen_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sync_states_user_id_router_id_pk" PRIMARY KEY("user_id","router_id")
);
--> statement-breakpoint
CREATE TABLE "user_credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"password_encrypted" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_credentials_version_unique" UNIQUE("user_id","version")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"package_id" uuid NOT NULL,
	"service_type" "service_type" NOT NULL,
	"service_family" "service_family" NOT NULL,
	"username" text NOT NULL,
	"static_address" text,
	"mac_address" text,
	"status" "user_status" DEFAULT 'active' NOT NULL,
	"suspended_reason" text,
	"paid_until" timestamp (3) with time zone,
	"provisional_until" timestamp (3) with time zone,
	"anchor_day" integer,
	"auto_renew" boolean DEFAULT true NOT NULL,
	"expired_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "username_form" CHECK ("users"."username" ~ '^[!-~]{1,64}$'),
	CONSTRAINT "anchor_day_in_range" CHECK ("users"."anchor_day" between 1 and 31)
);
--> statement-breakpoint
ALTER TABLE "bill_lines" ADD CONSTRAINT "bill_lines_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bills" ADD CONSTRAINT "bills_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bills" ADD CONSTRAINT "bills_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bills" ADD CONSTRAINT "bills_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewals" ADD CONSTRAINT "renewals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewals" ADD CONSTRAINT "renewals_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewals" ADD CONSTRAINT "renewals_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_phones" ADD CONSTRAINT "customer_phones_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journals" ADD CONSTRAINT "journals_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_journal_id_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "public"."journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_id_ledger_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_journal_id_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "public"."journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_evidence" ADD CONSTRAINT "payment_evidence_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_evidence" ADD CONSTRAINT "payment_evidence_attempt_id_stk_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."stk_attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_evidence" ADD CONSTRAINT "payment_evidence_inbox_id_callback_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."callback_inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_attempt_id_stk_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."stk_attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_tokens" ADD CONSTRAINT "provider_tokens_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restorations" ADD CONSTRAINT "restorations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restorations" ADD CONSTRAINT "restorations_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restorations" ADD CONSTRAINT "restorations_attempt_id_stk_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."stk_attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restorations" ADD CONSTRAINT "restorations_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stk_attempts" ADD CONSTRAINT "stk_attempts_channel_id_payment_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."payment_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stk_attempts" ADD CONSTRAINT "stk_attempts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stk_attempts" ADD CONSTRAINT "stk_attempts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stk_attempts" ADD CONSTRAINT "stk_attempts_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "router_states" ADD CONSTRAINT "router_states_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "desired_states" ADD CONSTRAINT "desired_states_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "desired_states" ADD CONSTRAINT "desired_states_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_states" ADD CONSTRAINT "sync_states_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_states" ADD CONSTRAINT "sync_states_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_credentials" ADD CONSTRAINT "user_credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bills_customer_open" ON "bills" USING btree ("customer_id","issued_at") WHERE "bills"."status" = 'open';--> statement-breakpoint
CREATE INDEX "bills_customer" ON "bills" USING btree ("customer_id","issued_at");--> statement-breakpoint
CREATE INDEX "bills_unnumbered" ON "bills" USING btree ("issued_at") WHERE "bills"."number" is null;--> statement-breakpoint
CREATE INDEX "renewals_user" ON "renewals" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_phones_phone_unique" ON "customer_phones" USING btree ("phone") WHERE "customer_phones"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "customer_phones_one_primary" ON "customer_phones" USING btree ("customer_id") WHERE "customer_phones"."is_primary" and "customer_phones"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "customer_phones_hash" ON "customer_phones" USING btree ("phone_hash");--> statement-breakpoint
CREATE INDEX "customer_phones_customer" ON "customer_phones" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customers_name" ON "customers" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "journals_payment" ON "journals" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "journals_bill" ON "journals" USING btree ("bill_id");--> statement-breakpoint
CREATE INDEX "ledger_entries_journal" ON "ledger_entries" USING btree ("journal_id");--> statement-breakpoint
CREATE INDEX "ledger_entries_account" ON "ledger_entries" USING btree ("account_id","posted_at");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("next_attempt_at") WHERE "messages"."status" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_customer" ON "messages" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "messages_provider" ON "messages" USING btree ("provider_message_id");--> statement-breakpoint
CREATE INDEX "outbox_unsent" ON "outbox" USING btree ("created_at") WHERE "outbox"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "packages_name_unique" ON "packages" USING btree (lower("name")) WHERE "packages"."status" = 'active';--> statement-breakpoint
CREATE INDEX "allocations_bill" ON "allocations" USING btree ("bill_id");--> statement-breakpoint
CREATE INDEX "allocations_payment" ON "allocations" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "callback_inbox_due" ON "callback_inbox" USING btree ("next_attempt_at") WHERE "callback_inbox"."status" = 'received';--> statement-breakpoint
CREATE INDEX "callback_inbox_received" ON "callback_inbox" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "callback_inbox_token" ON "callback_inbox" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_channels_one_default" ON "payment_channels" USING btree ("is_default") WHERE "payment_channels"."is_default";--> statement-breakpoint
CREATE INDEX "payment_evidence_payment" ON "payment_evidence" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "payment_evidence_attempt" ON "payment_evidence" USING btree ("attempt_id");--> statement-breakpoint
CREATE INDEX "payments_customer" ON "payments" USING btree ("customer_id","paid_at");--> statement-breakpoint
CREATE INDEX "payments_status" ON "payments" USING btree ("status","paid_at");--> statement-breakpoint
CREATE INDEX "restorations_unverified" ON "restorations" USING btree ("user_id","router_id") WHERE "restorations"."online_at" is null;--> statement-breakpoint
CREATE INDEX "restorations_payment" ON "restorations" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "restorations_committed" ON "restorations" USING btree ("committed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "stk_attempts_one_open" ON "stk_attempts" USING btree ("customer_id","phone") WHERE "stk_attempts"."state" in ('created', 'sent', 'unknown', 'pending');--> statement-breakpoint
CREATE INDEX "stk_attempts_checkout" ON "stk_attempts" USING btree ("checkout_request_id");--> statement-breakpoint
CREATE INDEX "stk_attempts_query_due" ON "stk_attempts" USING btree ("next_query_at") WHERE "stk_attempts"."next_query_at" is not null;--> statement-breakpoint
CREATE INDEX "stk_attempts_customer" ON "stk_attempts" USING btree ("customer_id","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "routers_name_unique" ON "routers" USING btree (lower("name")) WHERE "routers"."status" = 'active';--> statement-breakpoint
CREATE INDEX "audit_log_entity" ON "audit_log" USING btree ("entity_kind","entity_id","at");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sessions_staff" ON "sessions" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "sessions_customer" ON "sessions" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "sign_in_codes_customer" ON "sign_in_codes" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "sign_in_codes_hash" ON "sign_in_codes" USING btree ("code_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_email_unique" ON "staff" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "desired_states_router" ON "desired_states" USING btree ("router_id");--> statement-breakpoint
CREATE INDEX "sync_runs_user" ON "sync_runs" USING btree ("user_id","started_at");--> statement-breakpoint
CREATE INDEX "sync_runs_router" ON "sync_runs" USING btree ("router_id","started_at");--> statement-breakpoint
CREATE INDEX "sync_states_owed" ON "sync_states" USING btree ("next_attempt_at") WHERE "sync_states"."next_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "sync_states_router" ON "sync_states" USING btree ("router_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "users_username_unique" ON "users" USING btree ("service_family",lower("username")) WHERE "users"."status" <> 'closed';--> statement-breakpoint
CREATE INDEX "users_customer" ON "users" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "users_router" ON "users" USING btree ("router_id");--> statement-breakpoint
CREATE INDEX "users_expiry_due" ON "users" USING btree ("router_id","paid_until") WHERE "users"."status" = 'active' and "users"."expired_at" is null;