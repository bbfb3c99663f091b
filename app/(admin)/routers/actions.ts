"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import {
  addRouter,
  disconnectSession,
  previewPlan,
  removeRouter,
  startManaging,
  stopManaging,
  testConnection,
  updateRouter,
} from "@/services/routers";

const Connection = {
  host: z.string("Enter a host name or an address."),
  port: z.string().optional(),
  transport: z.enum(["plain", "tls"]).default("plain"),
  tlsFingerprint: z.string().optional(),
  apiUsername: z.string("Enter the API user's name."),
  apiPassword: z.string().default(""),
};

const Settings = z.object({
  localAddress: z.string("Enter an IPv4 address."),
  addressPool: z.object({ name: z.string("Enter a name."), ranges: z.string().default("") }),
  suspension: z.enum(["disable", "walled"]),
  walledAddressList: z.string("Enter a name."),
  static: z
    .object({
      cutOff: z.enum(["list", "disable"]),
      blockedAddressList: z.string("Enter a name."),
      hotspotBinding: z.string().optional(),
      netwatch: z.string().optional(),
      arpInterface: z.string().default(""),
      dhcpServer: z.string().default(""),
      parentQueue: z.string().default(""),
    })
    .optional(),
  hotspot: z
    .object({ server: z.string("Enter a name."), macCookie: z.string().optional() })
    .optional(),
  fallbackEncoding: z.enum(["windows-1252", "utf-8"]),
});

const ByRouter = z.object({ routerId: z.string() });

export const testConnectionAction = staffAction({
  input: z.object({ ...Connection, routerId: z.string().optional() }),
  run: (ctx, input) => testConnection(ctx, input),
});

export const addRouterAction = staffAction({
  input: z.object({ ...Connection, name: z.string("Enter a name."), settings: Settings }),
  run: async (ctx, input) => {
    const { routerId, probe } = await addRouter(ctx, input);
    revalidatePath("/routers");
    return { routerId, answered: probe?.ok ?? false };
  },
});

export const updateRouterAction = staffAction({
  input: z.object({
    ...Connection,
    name: z.string("Enter a name."),
    settings: Settings,
    routerId: z.string(),
    version: z.string(),
  }),
  run: async (ctx, input) => {
    await updateRouter(ctx, input);
    revalidatePath("/routers", "layout");
    return { routerId: input.routerId, answered: true };
  },
});

export const previewPlanAction = staffAction({
  input: ByRouter,
  run: (ctx, input) => previewPlan(ctx, input),
});

export const startManagingAction = staffAction({
  input: ByRouter.extend({
    policy: z.enum(["full", "no_deletes"]).default("full"),
    seenAt: z.string().optional(),
  }),
  run: async (ctx, input) => {
    await startManaging(ctx, input);
    revalidatePath(`/routers/${input.routerId}`);
  },
});

export const stopManagingAction = staffAction({
  input: ByRouter,
  run: async (ctx, input) => {
    await stopManaging(ctx, input);
    revalidatePath(`/routers/${input.routerId}`);
  },
});

export const disconnectSessionAction = staffAction({
  input: ByRouter.extend({
    service: z.enum(["pppoe", "hotspot"]),
    rowId: z.string(),
    name: z.string(),
    startedAt: z.string().optional(),
  }),
  run: (ctx, input) => disconnectSession(ctx, input),
});

export const removeRouterAction = staffAction({
  input: ByRouter.extend({ writeOff: z.literal("on").optional().transform(Boolean) }),
  run: async (ctx, input) => {
    await removeRouter(ctx, input);
    revalidatePath("/routers");
  },
});
