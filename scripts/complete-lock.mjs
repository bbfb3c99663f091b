// Run after `npm install`: puts into the lock file the optional packages of other platforms.
//
// A registry mirror may carry this platform's builds only; npm then leaves the others out of the lock file, and
// `npm ci` refuses it ("missing from lock file"). Name, version, os and cpu are enough for npm ci to skip them here
// and to install them elsewhere. Addresses never stand in the lock file, so any registry serves.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const OS = [
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "android",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "openharmony",
];
const CPU = [
  "x64",
  "arm64",
  "arm",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** What a package's own name says of its platform: next-swc-darwin-arm64, oxide-linux-x64-gnu… */
function platformOf(name) {
  const words = name.split(/[-/.]/);
  const alias = { windows: "win32" };
  const os = words.map((w) => alias[w] ?? w).filter((w) => OS.includes(w));
  const cpu = words.filter((w) => CPU.includes(w));
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }) };
}

/** A lock entry is found beside its dependent or in any folder above it. */
function isLocked(dependent, name) {
  for (let at = dependent; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${at ? `${at}/` : ""}node_modules/${name}`]) return true;
    if (!at) return false;
    if (!at.includes("/node_modules/")) at = "";
    if (at === "") return Boolean(lock.packages[`node_modules/${name}`]);
  }
}

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    const version = range.replace(/^[\^~>=\s]+/, "");
    if (!/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, optional: true, ...platformOf(name) };
    added++;
  }
}
// Addresses of whichever registry this machine uses do not belong in the repository.
for (const entry of Object.values(lock.packages)) {
  if (/^https?:/.test(entry.resolved ?? "")) delete entry.resolved;
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added to package-lock.json`);
