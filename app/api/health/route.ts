import { checkHealth } from "@/services/installation";

export const dynamic = "force-dynamic";

/** 200 when the app can reach its database; for supervisors and load balancers. */
export async function GET() {
  const healthy = await checkHealth();
  return Response.json({ ok: healthy }, { status: healthy ? 200 : 503 });
}
