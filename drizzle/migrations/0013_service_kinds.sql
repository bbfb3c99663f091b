ALTER TABLE "packages" ADD COLUMN "queue_priority" integer;--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "shared_users" integer;--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "uptime_limit_seconds" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "users_static_address_unique" ON "users" USING btree ("router_id","static_address") WHERE "users"."status" <> 'closed' and "users"."static_address" is not null;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "package_priority_in_range" CHECK ("packages"."queue_priority" between 1 and 8);--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "package_limits_positive" CHECK ("packages"."shared_users" > 0 and "packages"."uptime_limit_seconds" > 0 and "packages"."data_cap_bytes" > 0);--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "static_has_address" CHECK ("users"."service_type" <> 'static' or "users"."static_address" is not null);