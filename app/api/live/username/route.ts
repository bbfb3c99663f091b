import { liveRoute } from "@/app/_auth/live-route";
import { suggestUsername } from "@/services/users";

/** A free username made from a name, while the form is being filled in. */
export const GET = (request: Request) =>
  liveRoute((ctx) =>
    suggestUsername(ctx, {
      name: (new URL(request.url).searchParams.get("name") ?? "").slice(0, 200),
    }),
  );
