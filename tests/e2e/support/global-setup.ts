import { buildApp, startProduct } from "../../support/product";

/**
 * Starts the whole product as `npm start` does, in a folder of its own, and stops it afterwards. E2E_DATA_DIR names
 * the data folder of one that runs already.
 */
export default async function globalSetup() {
  if (process.env.E2E_DATA_DIR) return;
  await buildApp();
  const product = await startProduct();
  process.env.E2E_DATA_DIR = product.dataDir;
  return () => product.stop();
}
