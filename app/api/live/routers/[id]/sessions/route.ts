import { liveRoute } from "@/app/_auth/live-route";
import { listSessions } from "@/services/routers";

type RouteContext = { params: Promise<{ id: string }> };

/** Who is online on a router, asked from it: the page is there before, and stays when the router hangs. */
export const GET = (_request: Request, { params }: RouteContext) =>
  liveRoute(async (ctx) => listSessions(ctx, { routerId: (await params).id }));
