import type { SweepCommand } from "./commands";
import type { Service, SweepUser, SweepWorld } from "./sweep-world";

export interface Ready {
  user: SweepUser;
  /** Whether the session that ran before the command has ended. */
  isGone: () => boolean;
  /** Other people's rows, before the command. */
  foreign: string;
}

/** How a command ends with nothing in its way. */
export interface End {
  holdings: string[];
  /** It ends the session that ran before. */
  gone: boolean;
  /** Connections of before that go on. */
  carrying: number;
  rest: string | undefined;
}

/** What every case of a sweep begins and ends with. */
export function sweepOf(world: SweepWorld) {
  /** A user to whom the command is about to happen, online where there can be a device. */
  async function prepare(service: Service, command: SweepCommand): Promise<Ready> {
    const user = await world.newUser(service);
    const stays = () => false;
    const isGone = command.fresh ? stays : await settle(user, command);
    return { user, isGone, foreign: world.foreign() };
  }

  async function settle(user: SweepUser, { prepare }: SweepCommand): Promise<() => boolean> {
    await world.pass(user);
    if (!prepare) return world.comeOnline(user);
    await prepare(world, user);
    await world.pass(user);
    return () => false;
  }

  /** The command with nothing in its way: what it takes, and how it must end. */
  async function undisturbed(service: Service, command: SweepCommand) {
    const { user, isGone } = await prepare(service, command);
    await command.declare(world, user);
    const simulator = simulatorOf(command);
    simulator.resetLog();
    await world.pass(user);
    const log = simulator.commands();
    await world.pass(user);
    const gone = isGone();
    const carrying = world.carrying(user);
    const end: End = {
      holdings: world.holdings(user),
      gone,
      carrying,
      rest: await world.isAtRest(user),
    };
    world.forget(user);
    return { log, end };
  }

  /** The same for a process that is to be killed: which router hears each of its commands. */
  async function heardBy(service: Service, command: SweepCommand): Promise<string[]> {
    const { user } = await prepare(service, command);
    await command.declare(world, user);
    const heard = await world.passesOf(user);
    world.forget(user);
    return heard;
  }

  const simulatorOf = ({ on }: SweepCommand) => (on === "away" ? world.other : world.simulator);

  /** Two passes with nothing in their way; returns what is wrong then. */
  async function wrongAfterwards(ready: Ready, end: End): Promise<string | undefined> {
    const { user, isGone, foreign } = ready;
    await world.recover();
    await world.pass(user);
    await world.pass(user);
    const holdings = world.holdings(user);
    const wrong = [
      !same(holdings, end.holdings) && `holds ${lines(holdings)}\n  not ${lines(end.holdings)}`,
      end.gone && !isGone() && "the old session still runs",
      world.carrying(user) !== end.carrying &&
        "what was open before goes on, or was ended for nothing",
      world.foreign() !== foreign && "other people's rows changed",
      await world.isAtRest(user),
    ].filter((one) => typeof one === "string");
    world.forget(user);
    return wrong.length > 0 ? wrong.join("; ") : undefined;
  }
  return { prepare, undisturbed, heardBy, simulatorOf, wrongAfterwards };
}

const same = (a: string[], b: string[]) => JSON.stringify(a) === JSON.stringify(b);
const lines = (all: string[]) => all.join("\n    ");
