"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { listParsers } from "./list-params";

/** Reads and writes the list's state in the address; the server renders the new page meanwhile. */
export function useListState() {
  const [loading, startTransition] = useTransition();
  const [state, setState] = useQueryStates(listParsers, {
    shallow: false,
    history: "replace",
    startTransition,
  });
  return { state, setState, loading };
}
