import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, executeRows } from "@/lib/db";

const Column = z.object({
  table: z.string(),
  name: z.string(),
  type: z.string(),
  value: z.string(),
});

/**
 * Puts so many more rows into each table, of values that are as distinct as their types allow and refer to nothing:
 * for looking at plans, not at rows. The checks of the tables are gone afterwards.
 */
export async function fillTables(db: Db, tables: readonly string[], rows: number): Promise<void> {
  const columns = await executeRows(db, columnsOf(tables), Column);
  await db.transaction(async (tx) => {
    // References and triggers are not asked.
    await tx.execute(sql`set local session_replication_role = replica`);
    for (const table of tables) {
      await tx.execute(sql.raw(withoutChecks(table)));
      const own = columns.filter((column) => column.table === table);
      const names = own.map(({ name }) => `"${name}"`).join();
      const values = own.map(({ value }) => value).join();
      await tx.execute(
        sql.raw(`insert into "${table}" (${names}) select ${values} from generate_series(1, ${rows}) g
          on conflict do nothing`),
      );
    }
  });
}

const columnsOf = (tables: readonly string[]) => sql`
  select c.relname as "table", a.attname as name, a.atttypid::regtype::text as type,
    case
      when t.typcategory = 'E' then (
        select format('%L::%s', min(e.enumlabel), a.atttypid::regtype) from pg_enum e
        where e.enumtypid = t.oid and e.enumsortorder = 1)
      when t.typcategory = 'A' then '''{}'''
      when t.typcategory = 'B' then 'g % 2 = 0'
      when t.typcategory = 'N' then '1000000 + g'
      when t.typcategory = 'D' then 'now() - g * interval ''1 second'''
      when t.typname = 'uuid' then 'md5(g::text)::uuid'
      when t.typname = 'jsonb' then '''{}'''
      else '''filled '' || g'
    end as value
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
  where c.relname = any(${sql.param([...tables])}::text[]) and c.relnamespace = 'public'::regnamespace
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`;

const withoutChecks = (table: string) => `do $$ declare name text; begin
  for name in select conname from pg_constraint where conrelid = '"${table}"'::regclass and contype = 'c'
  loop execute format('alter table "${table}" drop constraint %I', name); end loop; end $$`;
