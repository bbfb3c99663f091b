import { afterAll, beforeAll } from "vitest";
import { concurrency } from "./behaviours/concurrency";
import { edges } from "./behaviours/edges";
import { events } from "./behaviours/events";
import { failures } from "./behaviours/failures";
import { steps } from "./behaviours/steps";
import { openWorld, type World } from "./world";

const behaviours = [steps, events, failures, concurrency, edges];

let opened: World | undefined;
beforeAll(async () => {
  opened = await openWorld(behaviours);
});
afterAll(() => opened?.close());

for (const { tests } of behaviours) {
  tests(() => {
    if (!opened) throw new Error("the world is not open");
    return opened;
  });
}
