ALTER TYPE "public"."alert_kind" ADD VALUE 'mpesa_refused';--> statement-breakpoint
ALTER TABLE "payment_channels" ADD COLUMN "api_refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment_channels" ADD COLUMN "api_refusal" text;--> statement-breakpoint
ALTER TABLE "provider_requests" ADD COLUMN "passed_on" jsonb DEFAULT '[]'::jsonb NOT NULL;