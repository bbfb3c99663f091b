import { createLoader, parseAsInteger, parseAsString } from "nuqs/server";

/** The state of a list, as its address carries it: ?q=&page=&sort=-createdAt&status= */
export const listParsers = {
  q: parseAsString.withDefault(""),
  page: parseAsInteger.withDefault(1),
  sort: parseAsString.withDefault(""),
  status: parseAsString.withDefault(""),
};

const load = createLoader(listParsers);

export const PAGE_SIZE = 25;

export interface ListInput {
  search?: string;
  page: number;
  pageSize: number;
  sort?: string;
  direction?: "asc" | "desc";
  status?: string;
}

/** searchParams as pages receive them. */
export type ListSearch = Promise<Record<string, string | string[] | undefined>>;

/** A page's searchParams as a list verb's input; nonsense in the address becomes the first page. */
export async function listInput(searchParams: ListSearch): Promise<ListInput> {
  const { q, page, sort, status } = await load(searchParams);
  return {
    search: q.trim().slice(0, 100) || undefined,
    page: page >= 1 && page <= 100_000 ? page : 1,
    pageSize: PAGE_SIZE,
    sort: sort.replace(/^-/, "") || undefined,
    direction: sort ? (sort.startsWith("-") ? "desc" : "asc") : undefined,
    status: status || undefined,
  };
}
