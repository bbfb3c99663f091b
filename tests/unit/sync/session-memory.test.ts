import fc from "fast-check";
import { expect, test } from "vitest";
import { type ObservedRow, SessionMemory, sessionKey, type UnreadTable } from "@/lib/sync";

interface Session {
  id: number;
  name: string;
  address: string;
  uptime: number;
}

const aSession: fc.Arbitrary<Session> = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  name: fc.constantFrom("alice", "bob", "carol"),
  address: fc.constantFrom("10.0.0.1", "10.0.0.2"),
  uptime: fc.nat(),
});
const aReading = fc.uniqueArray(aSession, { maxLength: 5, selector: ({ id }) => id });

const rowOf = ({ id, name, address, uptime }: Session): ObservedRow => ({
  kind: "session",
  rowId: `*${id}`,
  name,
  fields: { address, uptime: String(uptime) },
  dynamic: true,
  isDefault: false,
});

/** As the wire gives it: of a session everything but how long it has lasted. */
const digestOf = ({ id, name, address }: Session) =>
  [...`${id} ${name} ${address}`].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 2 ** 45, 7);

const tableOf = (sessions: readonly Session[]): UnreadTable => ({
  kind: "session",
  rows: sessions.map((session) => ({
    digest: digestOf(session),
    says: () => false,
    startedAtMs: () => undefined,
    read: () => rowOf(session),
  })),
});

function look(memory: SessionMemory, sessions: readonly Session[]) {
  const parts = memory.look([tableOf(sessions)]);
  for (;;) {
    const part = parts.next();
    if (part.done) return part.value;
  }
}

const of = (sessions: readonly Session[], name: string) =>
  sessions.filter((session) => session.name === name);
const content = (sessions: readonly Session[], name: string) =>
  of(sessions, name).map(({ id, address }) => `${id} ${address}`);

test("whoever's sessions came, went or changed is looked at, and nobody else but logins with several", () => {
  fc.assert(
    fc.property(fc.array(aReading, { minLength: 1, maxLength: 6 }), (readings) => {
      const memory = new SessionMemory();
      let before: readonly Session[] = [];
      for (const now of readings) {
        const { changed, rowsOf } = look(memory, now);
        for (const name of ["alice", "bob", "carol"]) {
          const key = sessionKey("session", name);
          const same = content(before, name).join() === content(now, name).join();
          if (!same || of(now, name).length > 1) expect(changed).toContain(key);
          else expect(changed).not.toContain(key);
          expect(rowsOf(new Set([key]))).toEqual(of(now, name).map(rowOf));
        }
        before = now;
      }
    }),
  );
});

test("a table that is read no more takes its sessions with it", () => {
  const memory = new SessionMemory();
  look(memory, [{ id: 1, name: "alice", address: "10.0.0.1", uptime: 1 }]);
  expect(memory.look([]).next().value).toMatchObject({
    changed: new Set([sessionKey("session", "alice")]),
  });
});
