import { LiveRows } from "../../sync/live-rows";
import type { Change } from "../../sync/plan";
import { type Assigned, type Group, inStages } from "../../sync/stages";
import { isRouterError, type RouterError } from "../errors";
import type { ApplyOptions, RouterPort } from "../port";
import { applyChange } from "./apply-change";
import { isOneCommand, piecesOf, removeGroup, seeGroup, setGroup } from "./apply-group";

/** What of one owner's plan was carried out, and the first refusal, after which nothing more of it was sent. */
export interface AppliedPlan {
  applied: Change[];
  refused?: RouterError;
}

export interface AppliedPlans<T> {
  of: ReadonlyMap<T, AppliedPlan>;
  /** What was there when all else was set: whatever is there later and was not, began later. */
  liveThen: LiveRows;
}

export interface ApplyChangesOptions<T> {
  /** What `applyChange` is told for this owner's rows. */
  of: (owner: T) => ApplyOptions;
  /** Trouble that no other row would be spared. */
  isRouterTrouble: (error: RouterError) => boolean;
  /** Called when everything is set and before the first session is ended. */
  beforeKicks?: () => void;
}

/**
 * Carries out the plans of many owners together: shared rows once, equal changes of many rows in one command, stage by
 * stage. The rows must have been observed just now on this connection, for their marks are not looked at again. A
 * refused command is tried row by row, so that it stops only those whom it is about. Throws RouterError when the
 * router as a whole is in trouble; nothing is under way then.
 */
export async function applyChanges<T>(
  router: RouterPort,
  assigned: readonly Assigned<T>[],
  options: ApplyChangesOptions<T>,
): Promise<AppliedPlans<T>> {
  const work = new Together(router, assigned, options);
  for (const stage of inStages(assigned)) {
    if (stage[0]?.verb === "kick") options.beforeKicks?.();
    await work.stage(stage);
  }
  return { of: work.results, liveThen: work.liveThen };
}

class Together<T> {
  readonly results: Map<T, AppliedPlan>;
  readonly liveThen = new LiveRows();

  constructor(
    readonly router: RouterPort,
    assigned: readonly Assigned<T>[],
    readonly options: ApplyChangesOptions<T>,
  ) {
    this.results = new Map(assigned.map(({ owner }) => [owner, { applied: [] }]));
  }

  /** Waits for every command, also when one has failed: nothing may arrive when somebody else has taken over. */
  async stage(groups: readonly Group<T>[]): Promise<void> {
    const pieces = groups
      .map((group) => ({ ...group, members: group.members.filter((each) => this.#goesOn(each)) }))
      .flatMap(piecesOf);
    const ends = await Promise.allSettled(pieces.map((piece) => this.#piece(piece)));
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
  }

  async #piece(group: Group<T>): Promise<void> {
    const { members } = group;
    if (!isOneCommand(group)) return this.#single(members);
    const refused = await this.#attempt(() => this.#group(group));
    if (refused) for (const member of members) await this.#single([member]);
    else for (const member of members) this.#settle(member);
  }

  async #group(group: Group<T>): Promise<void> {
    if (group.verb === "update") return setGroup(this.router, group);
    if (group.verb === "delete") return removeGroup(this.router, group);
    const seen = await seeGroup(this.router, group);
    const names = group.members.map(({ change }) => change.name);
    this.liveThen.add(group.kind, names, seen);
    await removeGroup(this.router, group, seen);
  }

  /** One row, whoever wants it. */
  async #single(members: readonly Assigned<T>[]): Promise<void> {
    const [first] = members;
    if (!first) return;
    const { change, owner } = first;
    const refused = await this.#attempt(async () => {
      const { found } = await applyChange(this.router, change, this.options.of(owner));
      if (found) this.liveThen.add(change.kind, [change.name], found);
    });
    for (const member of members) this.#settle(member, refused);
  }

  async #attempt(work: () => Promise<unknown>): Promise<RouterError | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      const mine = isRouterError(error) && !this.router.closed;
      if (!mine || this.options.isRouterTrouble(error)) throw error;
      return error;
    }
  }

  #settle({ owner, change }: Assigned<T>, refused?: RouterError): void {
    const result = this.results.get(owner);
    if (!result) return;
    if (refused) result.refused ??= refused;
    else result.applied.push(change);
  }

  #goesOn({ owner }: Assigned<T>): boolean {
    return this.results.get(owner)?.refused === undefined;
  }
}
