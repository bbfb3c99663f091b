CREATE TYPE "public"."alert_kind" AS ENUM('router_down', 'router_rebooted', 'router_braked', 'router_swapped', 'version_unsupported', 'certificate_changed', 'cpu_high', 'mpesa_password', 'mpesa_pull', 'mpesa_callbacks');--> statement-breakpoint
CREATE TYPE "public"."alert_severity" AS ENUM('info', 'warn', 'bad');--> statement-breakpoint
CREATE TYPE "public"."refusal_reason" AS ENUM('password', 'device', 'busy', 'cap', 'no_address', 'unknown_user', 'disabled', 'other');--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "alert_kind" NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_name" text NOT NULL,
	"severity" "alert_severity" NOT NULL,
	"message" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"last_notified_at" timestamp (3) with time zone,
	"end_notified_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "router_samples" (
	"router_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"cpu_load_percent" integer NOT NULL,
	"free_memory_bytes" bigint NOT NULL,
	"session_count" integer NOT NULL,
	"rx_kbps" integer,
	"tx_kbps" integer,
	CONSTRAINT "router_samples_router_id_at_pk" PRIMARY KEY("router_id","at")
);
--> statement-breakpoint
CREATE TABLE "user_sightings" (
	"user_id" uuid NOT NULL,
	"router_id" uuid NOT NULL,
	"online" boolean,
	"last_online_at" timestamp (3) with time zone,
	"went_offline_at" timestamp (3) with time zone,
	"caller_id" text,
	"disconnect_reason" text,
	"refused_at" timestamp (3) with time zone,
	"refusal_reason" "refusal_reason",
	"refusal_count" integer DEFAULT 0 NOT NULL,
	"cap_used_at" timestamp (3) with time zone,
	CONSTRAINT "user_sightings_user_id_router_id_pk" PRIMARY KEY("user_id","router_id")
);
--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "polled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "ports" jsonb;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "netwatch" jsonb;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "rebooted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "log_position" text;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "seen_hardware_id" text;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "seen_tls_fingerprint" text;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "tls_changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "last_error_code" text;--> statement-breakpoint
ALTER TABLE "router_samples" ADD CONSTRAINT "router_samples_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sightings" ADD CONSTRAINT "user_sightings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sightings" ADD CONSTRAINT "user_sightings_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("kind","subject_id") WHERE "alerts"."cleared_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_raised" ON "alerts" USING btree ("raised_at");--> statement-breakpoint
CREATE INDEX "alerts_subject" ON "alerts" USING btree ("subject_id","kind","raised_at");--> statement-breakpoint
CREATE INDEX "router_samples_at" ON "router_samples" USING btree ("at");