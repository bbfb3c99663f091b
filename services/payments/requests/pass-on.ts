import { inArray } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { NOT_KNOWN_WORDS } from "../claim/not-known";
import { askQuestionAgain, closeQuestion } from "./answer";
import { askNextChannel } from "./ask-next-channel";
import type { ProviderRequest } from "./request-states";

type Said = Omit<ProviderRequest["passedOn"][number], "channelId">;

export const gaveNoAnswer = ({ because }: Pick<Said, "because">): boolean =>
  because === "no_answer";

/** A question about a code that somebody typed, which every shortcode may be asked. */
export const isTypedCode = ({ kind, receipt, aboutRequestId }: ProviderRequest): boolean =>
  kind === "transaction_status" && receipt !== null && aboutRequestId === null;

/**
 * The shortcode that was asked about a typed code is not the one that knows it, or gives no answer: the next is asked.
 * When none is left, the question ends with what they said; those that could not be asked are named.
 */
export async function passOn(ctx: TxContext, check: ProviderRequest, said: Said): Promise<string> {
  const passedOn = [...check.passedOn, { channelId: check.channelId, ...said }];
  switch (await askNextChannel(ctx, check, passedOn)) {
    case "asked":
      return "asked the next shortcode";
    case "busy":
      await askQuestionAgain(ctx, check, said.code, said.words);
      return "the next shortcode is being asked already";
    case "none_left": {
      const words = await conclude(ctx, passedOn);
      await closeQuestion(ctx, check, { state: "failed", code: said.code, words, passedOn });
      return words;
    }
  }
}

/** Only what every shortcode was asked about is known to none of them. */
async function conclude(ctx: TxContext, passedOn: ProviderRequest["passedOn"]): Promise<string> {
  const silent = passedOn.filter(gaveNoAnswer);
  if (silent.length === 0) return passedOn.at(-1)?.words ?? NOT_KNOWN_WORDS;
  const names = await namesOf(
    ctx,
    silent.map(({ channelId }) => channelId),
  );
  const reasons = silent.map(({ channelId, words }) => `${names.get(channelId)}: ${words}`);
  const others = silent.length < passedOn.length ? " Our other numbers do not know it." : "";
  return `This code could not be checked with all of our numbers. ${reasons.join(" ")}${others}`;
}

async function namesOf(ctx: TxContext, ids: string[]): Promise<Map<string, string>> {
  const { paymentChannels } = schema;
  const rows = await ctx.tx
    .select({
      id: paymentChannels.id,
      name: paymentChannels.name,
      shortcode: paymentChannels.shortcode,
    })
    .from(paymentChannels)
    .where(inArray(paymentChannels.id, ids));
  return new Map(rows.map(({ id, name, shortcode }) => [id, `${name} (${shortcode})`]));
}
