CREATE TYPE "public"."import_row_status" AS ENUM('staged', 'imported', 'adopted', 'failed');--> statement-breakpoint
CREATE TYPE "public"."import_status" AS ENUM('review', 'importing', 'adopting', 'done', 'discarded');--> statement-breakpoint
CREATE TABLE "import_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"router_id" uuid NOT NULL,
	"status" "import_status" DEFAULT 'review' NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"passwords_hidden" boolean DEFAULT false NOT NULL,
	"notices" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"default_paid_until" timestamp (3) with time zone,
	"staff_id" uuid NOT NULL,
	"last_error" text,
	"worked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "import_packages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"service_type" "service_type" NOT NULL,
	"found_as" text NOT NULL,
	"content" jsonb NOT NULL,
	"name" text NOT NULL,
	"download_kbps" integer,
	"upload_kbps" integer,
	"price_cents" bigint,
	"period_unit" "period_unit" DEFAULT 'month' NOT NULL,
	"period_count" integer DEFAULT 1 NOT NULL,
	"package_id" uuid
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"service_type" "service_type" NOT NULL,
	"username" text NOT NULL,
	"found" jsonb NOT NULL,
	"password_encrypted" text,
	"static_address" text,
	"mac_address" text,
	"lapsed" boolean NOT NULL,
	"customer_name" text NOT NULL,
	"phone" text,
	"import_package_id" uuid NOT NULL,
	"paid_until" timestamp (3) with time zone,
	"included" boolean DEFAULT true NOT NULL,
	"edited" boolean DEFAULT false NOT NULL,
	"status" "import_row_status" DEFAULT 'staged' NOT NULL,
	"reason" text,
	"customer_id" uuid,
	"user_id" uuid,
	CONSTRAINT "import_row_phone_is_e164" CHECK ("import_rows"."phone" ~ '^\+[1-9][0-9]{7,14}$'),
	CONSTRAINT "imported_has_a_user" CHECK (("import_rows"."status" in ('imported', 'adopted')) = ("import_rows"."user_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "conditions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "router_states" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "import_batches" ADD CONSTRAINT "import_batches_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_packages" ADD CONSTRAINT "import_packages_batch_id_import_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_packages" ADD CONSTRAINT "import_packages_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_batch_id_import_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_package_id_import_packages_id_fk" FOREIGN KEY ("import_package_id") REFERENCES "public"."import_packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "import_batches_one_open_per_router" ON "import_batches" USING btree ("router_id") WHERE "import_batches"."status" in ('review', 'importing', 'adopting');--> statement-breakpoint
CREATE INDEX "import_batches_router" ON "import_batches" USING btree ("router_id","created_at");--> statement-breakpoint
CREATE INDEX "import_packages_batch" ON "import_packages" USING btree ("batch_id","position");--> statement-breakpoint
CREATE INDEX "import_rows_batch" ON "import_rows" USING btree ("batch_id","position");--> statement-breakpoint
CREATE INDEX "import_rows_user" ON "import_rows" USING btree ("user_id") WHERE "import_rows"."user_id" is not null;