import type { NetwatchSummary } from "../health-facts";
import type { RouterPort } from "../port";
import { optional } from "./optional";

const PATH = "/tool/netwatch";
const MOST_HOSTS = 20;
/** Rows of ours, whatever installation wrote them: customers' addresses. */
const OURS = /^isp:/;

/** How many hosts netwatch finds up and down, and which of other people's are down. Undefined without the menu. */
export async function readNetwatch(router: RouterPort): Promise<NetwatchSummary | undefined> {
  const options = { deadlineMs: 15_000 };
  const counted = (status: string) => router.count(PATH, [`status=${status}`], options);
  return optional(
    Promise.all([
      counted("up"),
      counted("unknown"),
      router.print(PATH, { proplist: ["host", "comment"], query: ["status=down"], ...options }),
    ]).then(([up, unknown, down]) => ({
      up,
      unknown,
      down: down.length,
      downHosts: down
        .filter(({ comment = "" }) => !OURS.test(comment))
        .slice(0, MOST_HOSTS)
        .map(({ host = "", comment }) => ({ host, ...(comment ? { comment } : {}) })),
    })),
  );
}
