export {
  judgeRows,
  type Known,
  nameKey,
  type Remark,
  type StagedPackage,
  type StagedRow,
} from "./judge-rows";
export type { Proposal, ProposedPackage, ProposedRow } from "./proposal";
export { propose } from "./propose";
export { foundAsWords } from "./propose-packages";
export { nameOfLogin, readComment } from "./read-comment";
export type { Found, PackageContent, ServiceType } from "./types";
