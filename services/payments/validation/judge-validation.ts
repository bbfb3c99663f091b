import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { executeRows } from "@/lib/db";
import { parseC2bValidation } from "@/lib/mpesa";
import { namedBy } from "../settle/named-by";
import { ACCEPTED, REFUSED, type ValidationAnswer } from "./answers";

const Row = z.object({ shortcode: z.string().nullable(), kind: z.string(), known: z.boolean() });

/** One query by unique and indexed columns: the channel, and whether anybody has such an account or phone. */
const lookUp = (ctx: Context, token: string, accounts: string[], hashes: string[]) =>
  executeRows(
    handle(ctx),
    sql`select c.shortcode, c.kind::text as kind,
        (exists (select 1 from customers u
            where u.account_number = any (${sql.param(accounts)}::text[]) and u.status = 'active')
          or exists (select 1 from customer_phones p join customers u on u.id = p.customer_id
            where p.phone_hash = any (${sql.param(hashes)}::text[]) and p.removed_at is null and u.status = 'active')) as known
      from payment_channels c
      where c.hook_token_hash = ${sha256(token)} and c.c2b_validation`,
    Row,
  );

/** Refuses what cannot be right, and only on a channel that asks for it. A Till's payments name no account. */
export async function judgeValidation(
  ctx: Context,
  { token, body }: { token: string; body: string },
): Promise<ValidationAnswer> {
  const question = parseC2bValidation(body);
  if (!question) return ACCEPTED;
  const { accounts, phoneHashes, certain } = namedBy(
    question.accountReference,
    question.payerNumber,
  );
  const [channel] = await lookUp(ctx, token, accounts, phoneHashes);
  if (!channel) return ACCEPTED;
  if (question.amount === "impossible") return REFUSED.amount;
  if (channel.kind !== "paybill") return ACCEPTED;
  if (question.shortcode !== channel.shortcode) return REFUSED.shortcode;
  return channel.known || !certain ? ACCEPTED : REFUSED.account;
}
