export { addPackage } from "./add-package";
export { archivePackage } from "./archive-package";
export { PackageInput } from "./schemas";
export { updatePackage } from "./update-package";
