export { expectBooksInOrder } from "./books";
export { errorOf } from "./error-of";
export { createIsp, type Fixture } from "./fixtures";
export { createTestDatabase, type TestDatabase } from "./test-database";
export { applyTestEnv } from "./test-env";
export { waitFor } from "./wait-for";
