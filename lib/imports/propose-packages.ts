import { stableJson } from "../sync";
import type { Candidate, ProposedPackage, ProposedRow } from "./proposal";
import type { PackageContent, ServiceType } from "./types";

const MOST_NAMED = 3;
const WORDS: Record<ServiceType, string> = {
  pppoe: "PPPoE",
  static: "Static",
  hotspot: "Hotspot",
};

/**
 * One package for all rows of the same content. Rows whose speed is not known are kept apart by profile, so that staff
 * can say for each what it is.
 */
export function proposePackages(candidates: readonly Candidate[]): {
  rows: ProposedRow[];
  packages: ProposedPackage[];
} {
  const packages = new Map<string, ProposedPackage>();
  const rows = candidates.map(({ content, ...row }) => {
    const { serviceType, found } = row;
    const key = keyOf(serviceType, content, found.profile);
    const known = packages.get(key);
    if (!known) packages.set(key, newPackage(key, serviceType, content, found.profile));
    else if (found.profile && !known.foundAs.includes(found.profile))
      known.foundAs.push(found.profile);
    return { ...row, packageKey: key };
  });
  return { rows, packages: withOwnNames([...packages.values()]) };
}

const keyOf = (serviceType: ServiceType, { lost, ...content }: PackageContent, profile: string) =>
  stableJson({ serviceType, ...content, ...(content.rates === null && { profile }) });

const newPackage = (
  key: string,
  serviceType: ServiceType,
  content: PackageContent,
  profile: string,
): ProposedPackage => ({
  key,
  serviceType,
  foundAs: profile ? [profile] : [],
  name: nameOf(serviceType, content, profile),
  content,
});

function nameOf(serviceType: ServiceType, { rates }: PackageContent, profile: string): string {
  if (profile && !/^default/.test(profile)) return profile.slice(0, 60);
  return rates
    ? `${WORDS[serviceType]} ${speed(rates.downloadKbps)}`
    : `${WORDS[serviceType]} ${profile || "without speed"}`;
}

const speed = (kbps: number) => (kbps >= 1_000 ? `${kbps / 1_000} Mbps` : `${kbps} kbps`);

/** Names of packages are unique; the service type, then a number, tells namesakes apart. */
function withOwnNames(packages: ProposedPackage[]): ProposedPackage[] {
  const taken = new Set<string>();
  const free = (name: string) => !taken.has(name.toLowerCase());
  return packages.map((one) => {
    const wider = `${one.name} ${WORDS[one.serviceType].toLowerCase()}`;
    let name = [one.name, wider].find(free);
    for (let n = 2; !name; n++) if (free(`${wider} ${n}`)) name = `${wider} ${n}`;
    taken.add(name.toLowerCase());
    return { ...one, name };
  });
}

/** "home-10, home-10b and 4 more" */
export const foundAsWords = (names: readonly string[]): string =>
  names.length > MOST_NAMED
    ? `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`
    : names.join(", ");
