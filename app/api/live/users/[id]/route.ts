import { liveRoute } from "@/app/_auth/live-route";
import { getUserLive } from "@/services/users";

type RouteContext = { params: Promise<{ id: string }> };

/** Whether a user's page is up to date: polled every second while something is pending. */
export const GET = (_request: Request, { params }: RouteContext) =>
  liveRoute(async (ctx) => getUserLive(ctx, { userId: (await params).id }));
