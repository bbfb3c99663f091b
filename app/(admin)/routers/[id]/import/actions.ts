"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import {
  commitImport,
  discardImport,
  editImportPackage,
  editImportRow,
  includeImportRows,
  setDefaultPaidUntil,
  startImport,
} from "@/services/imports";
import { megabits, shillings } from "../../../_forms/fields";

const ByBatch = z.object({ batchId: z.string() });
const again = () => revalidatePath("/routers", "layout");

export const startImportAction = staffAction({
  input: z.object({ routerId: z.string() }),
  run: async (ctx, input) => {
    const started = await startImport(ctx, input);
    again();
    return started;
  },
});

export const discardImportAction = staffAction({
  input: ByBatch,
  run: async (ctx, input) => {
    await discardImport(ctx, input);
    again();
  },
});

export const commitImportAction = staffAction({
  input: ByBatch.extend({ startManaging: z.literal("yes").optional() }),
  run: async (ctx, { batchId, startManaging }) => {
    const committed = await commitImport(ctx, { batchId, startManaging: startManaging === "yes" });
    again();
    return committed;
  },
});

export const editImportRowAction = staffAction({
  input: ByBatch.extend({
    rowId: z.string(),
    customerName: z.string("Enter the customer's name."),
    phone: z.string().default(""),
    importPackageId: z.string("Choose a package."),
    paidUntil: z.string().default(""),
  }),
  run: async (ctx, input) => {
    await editImportRow(ctx, input);
    again();
  },
});

export const includeImportRowAction = staffAction({
  input: ByBatch.extend({ rowId: z.string(), included: z.enum(["yes", "no"]) }),
  run: async (ctx, { included, ...input }) => {
    await editImportRow(ctx, { ...input, included: included === "yes" });
    again();
  },
});

export const includeImportRowsAction = staffAction({
  input: ByBatch.extend({ which: z.enum(["all", "none", "problems"]) }),
  run: async (ctx, input) => {
    await includeImportRows(ctx, input);
    again();
  },
});

export const setDefaultPaidUntilAction = staffAction({
  input: ByBatch.extend({ day: z.string().default("") }),
  run: async (ctx, input) => {
    await setDefaultPaidUntil(ctx, input);
    again();
  },
});

const Which = ByBatch.extend({ importPackageId: z.string() });

export const editImportPackageAction = staffAction({
  input: z.discriminatedUnion("becomes", [
    Which.extend({ becomes: z.literal("sold"), packageId: z.string("Choose a package.") }),
    Which.extend({
      becomes: z.literal("new"),
      name: z.string("Give the package a name."),
      downloadKbps: megabits,
      uploadKbps: megabits,
      priceCents: shillings("Enter a price in shillings."),
      periodCount: z.string("Enter how long it lasts."),
      periodUnit: z.enum(["minute", "hour", "day", "week", "month"], "Choose a unit."),
    }),
  ]),
  run: async (ctx, input) => {
    await editImportPackage(ctx, input);
    again();
  },
});
