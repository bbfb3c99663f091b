import type { ChannelCredentials, Initiator } from "./credentials";

type Settings = Omit<ChannelCredentials, "replaced">;
type Key = keyof Initiator;
const INITIATOR: readonly Key[] = ["initiatorName", "initiatorPassword", "certificatePem"];

/**
 * What a start leaves in place. The newest word counts: what staff have entered stays, until the start gives another
 * value than the one that they replaced. What it does not give stays as it is. Pure.
 */
export function credentialsAtStart(
  stored: ChannelCredentials | undefined,
  settings: Settings,
): ChannelCredentials {
  const { consumerKey, consumerSecret, passkey, storeNumber } = settings;
  const news = INITIATOR.filter(
    (key) => settings[key] !== undefined && settings[key] !== stored?.replaced?.[key],
  );
  const initiator = INITIATOR.map((key) => [key, (news.includes(key) ? settings : stored)?.[key]]);
  return {
    consumerKey,
    consumerSecret,
    passkey,
    storeNumber,
    ...Object.fromEntries(initiator),
    replaced: stored?.replaced && without(stored.replaced, news),
  };
}

const without = (replaced: Initiator, keys: readonly string[]): Initiator =>
  Object.fromEntries(Object.entries(replaced).filter(([key]) => !keys.includes(key)));

/** What staff enter takes the place of what the start gave, which is remembered. Pure. */
export function withInitiator(stored: ChannelCredentials, given: Initiator): ChannelCredentials {
  const changed = INITIATOR.filter((key) => given[key] && given[key] !== stored[key]);
  const values = changed.map((key) => [key, given[key]]);
  const before = changed.map((key) => [key, stored.replaced?.[key] ?? stored[key]]);
  return {
    ...stored,
    ...Object.fromEntries(values),
    replaced: { ...stored.replaced, ...Object.fromEntries(before) },
  };
}
