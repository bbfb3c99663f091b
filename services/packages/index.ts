export { addPackage } from "./add-package";
export { archivePackage } from "./archive-package";
export { getPackage, type PackageDetails } from "./get-package";
export { listPackages, type PackageRow } from "./list-packages";
export { PackageInput } from "./schemas";
export { updatePackage } from "./update-package";
