import { liveRoute } from "@/app/_auth/live-route";
import { watchTraffic } from "@/services/routers";

type RouteContext = { params: Promise<{ id: string }> };

/** What a user moves at this moment, asked from the router: for the minute that somebody watches. */
export const GET = (_request: Request, { params }: RouteContext) =>
  liveRoute(async (ctx) => watchTraffic(ctx, { userId: (await params).id }));
