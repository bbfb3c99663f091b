import type { Found, PackageContent, ServiceType } from "./types";

/** A login or address that could become a user. */
export interface ProposedRow {
  serviceType: ServiceType;
  username: string;
  found: Found;
  /** Undefined when it has none, or it is not shown. */
  password?: string;
  staticAddress?: string;
  macAddress?: string;
  lapsed: boolean;
  customerName: string;
  phone?: string;
  paidUntil?: Date;
  /** Which of the packages. */
  packageKey: string;
}

export interface ProposedPackage {
  key: string;
  serviceType: ServiceType;
  /** The profiles that have it. */
  foundAs: string[];
  name: string;
  content: PackageContent;
}

export interface Proposal {
  rows: ProposedRow[];
  packages: ProposedPackage[];
  notices: string[];
}

/** A row with what it is worth, before packages are named. */
export interface Candidate extends Omit<ProposedRow, "packageKey"> {
  content: PackageContent;
}
