"use client";

import { Search, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../button";
import { Input } from "../input";
import { type Option, Select } from "../select";
import type { useListState } from "./use-list-state";

const TYPING_PAUSE_MS = 250;
const ALL = "all";

export interface ToolbarProps {
  list: ReturnType<typeof useListState>;
  searchPlaceholder?: string;
  /** Choices of the status filter. */
  statuses?: Option[];
  /** What the list shows while none of them is chosen. */
  unfiltered?: string;
  toolbar?: ReactNode;
}

/** Search, filter and whatever else stands above a list. */
export function Toolbar(props: ToolbarProps) {
  const { list, searchPlaceholder, statuses, unfiltered = "All", toolbar } = props;
  if (!searchPlaceholder && !statuses && !toolbar) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      {searchPlaceholder ? <SearchBox list={list} placeholder={searchPlaceholder} /> : null}
      {statuses ? (
        <Select
          aria-label="Status"
          className="w-40 max-sm:w-32"
          value={list.state.status || ALL}
          options={[{ value: ALL, label: unfiltered }, ...statuses]}
          onValueChange={(value) =>
            list.setState({ status: value === ALL ? null : value, page: null })
          }
        />
      ) : null}
      {toolbar ? <div className="ml-auto flex items-center gap-2">{toolbar}</div> : null}
    </div>
  );
}

function SearchBox({ list, placeholder }: { list: ToolbarProps["list"]; placeholder: string }) {
  const [text, setText] = useState(list.state.q);
  const set = useRef(list.setState);
  set.current = list.setState;
  const sent = useRef(list.state.q);

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      set.current({ q: text || null, page: null });
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div className="relative min-w-0 flex-1 sm:max-w-xs">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-8.5 [&::-webkit-search-cancel-button]:hidden"
      />
      {text ? (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Clear search"
          className="absolute top-1 right-1"
          onClick={() => setText("")}
        >
          <X aria-hidden />
        </Button>
      ) : null}
    </div>
  );
}
