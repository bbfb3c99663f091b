export { createTestDatabase, type TestDatabase } from "./test-database";
export { applyTestEnv } from "./test-env";
export { waitFor } from "./wait-for";
