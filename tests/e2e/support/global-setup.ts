import { startProduct } from "./product";

/** Starts the whole product as `npm start` does, in a folder of its own, and stops it afterwards. */
export default async function globalSetup() {
  const product = await startProduct();
  process.env.E2E_DATA_DIR = product.dataDir;
  return () => product.stop();
}
