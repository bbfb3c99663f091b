import type { ResourceKind } from "../resource";
import type { KindSpec } from "./kind";
import { pool } from "./pool";
import { profile } from "./profile";
import { secret } from "./secret";
import { session } from "./session";

/** Every kind there is. A new one is a file here and a line below. */
export const kinds: Record<ResourceKind, KindSpec> = { pool, profile, secret, session };
export type { FieldSpec, KindSpec } from "./kind";
