import { z } from "zod";
import { isDay } from "@/lib/time";

const Day = z.string().refine(isDay, "Choose a day, like 2026-06-01.");

export const ByChannelAndDay = z.object({ channelId: z.uuid().optional(), day: Day });
export const ByChannel = z.object({ channelId: z.uuid().optional() });
export const ByLine = z.object({ lineId: z.uuid() });
