import { z } from "zod";
import { uuid } from "@/lib/id";
import { isDay } from "@/lib/time";

const Day = z.string().refine(isDay, "Choose a day, like 2026-06-01.");

export const ByChannelAndDay = z.object({ channelId: uuid().optional(), day: Day });
export const ByChannel = z.object({ channelId: uuid().optional() });
